const PUBLISHING_COMMANDS =
  /\b(?:npm|pnpm|yarn)\s+(?:-\S+\s+)*publish\b(?![^\n]*--dry-run)|\btwine\s+upload\b|\buv\s+publish\b|\bpoetry\s+publish\b|\bcargo\s+publish\b(?![^\n]*--dry-run)|\bgem\s+push\b|\bdocker\s+push\b|\bgoreleaser\s+release\b(?![^\n]*--s(?:kip|napshot))|\bgh\s+release\s+(?:create|upload)\b|\bmvn\s[^\n]*\bdeploy\b/;

/** The command of a script that publishes something; undefined when none does. */
export function publishingCommand(script: string): string | undefined {
  return PUBLISHING_COMMANDS.exec(script)?.[0].trim();
}

const DEPLOYING =
  /\b(?:kubectl\s+(?:apply|set|rollout)|helm\s+(?:upgrade|install)|terraform\s+apply|pulumi\s+up|aws\s+(?:ecs\s+update-service|lambda\s+update-function-code|s3\s+sync)|gcloud\s+(?:run|app|functions)\s+deploy|az\s+webapp\s+deploy|flyctl\s+deploy|serverless\s+deploy|cdk\s+deploy)\b|(?:^|[\s;&|])(?:(?:ba)?sh\s+)?(?:\.{0,2}\/)?(?:[\w.-]+\/){0,4}deploy(?:[-_][\w-]+)?\.(?:sh|py)\b|\bmake\s+deploy\b|\b(?:npm|pnpm|yarn)\s+run\s+deploy\b/m;

/** The command of a script that changes what runs; undefined when none does. */
export function deployingCommand(script: string): string | undefined {
  return DEPLOYING.exec(script)?.[0].trim();
}
