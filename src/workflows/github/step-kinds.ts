import { asMap, asScalar, type Mapping } from "../../documents/shape.ts";
import type { Trigger } from "../facts.ts";
import { publishingCommand } from "../scripts/publishing.ts";
import { stepsOf } from "./shape.ts";

/** Actions that push with the token that checkout left behind. */
const PUSHING_ACTIONS = [
  "stefanzweifel/git-auto-commit-action",
  "peter-evans/create-pull-request",
  "ad-m/github-push-action",
  "EndBug/add-and-commit",
  "JamesIves/github-pages-deploy-action",
  "changesets/action",
];

export function isAction(uses: string, name: string): boolean {
  return uses.toLowerCase().startsWith(`${name.toLowerCase()}@`);
}

export function pushes(step: Mapping): boolean {
  const uses = asScalar(step.uses) ?? "";
  const script = asScalar(step.run) ?? "";
  return (
    /\bgit\s+(?:-[^\s]+\s+)*(?:push|fetch|pull)\b|\bgit\s+submodule\s+update\b/.test(script) ||
    PUSHING_ACTIONS.some((action) => isAction(uses, action))
  );
}

/** Commands that execute what the work tree says. A bare `echo` or `gh` does not. */
const RUNS_WORK_TREE =
  /(?:^|[\s;&|(])(?:npm|pnpm|yarn|bun|npx|node|make|cmake|ninja|go|cargo|mvn|\.\/\S+|gradle|python3?|pip3?|poetry|uv|tox|pytest|bundle|rake|ruby|composer|php|dotnet|docker|bash|sh|terraform|ansible-playbook|bazel|just|task|pre-commit)(?:\s|$)/m;

export function runsWorkTree(step: Mapping): boolean {
  const uses = asScalar(step.uses) ?? "";
  const script = asScalar(step.run) ?? "";
  return (
    uses.startsWith("./") ||
    RUNS_WORK_TREE.test(script) ||
    /^(?:docker\/build-push-action|pre-commit\/action|golangci\/golangci-lint-action)@/.test(uses)
  );
}

/** The step that restores a cache, with the input that asks for it; undefined when none is restored. */
export function cacheOf(uses: string, inputs: Mapping): string | undefined {
  if (isAction(uses, "actions/cache") || isAction(uses, "actions/cache/restore"))
    return asScalar(inputs["lookup-only"]) === "true" ? undefined : uses;
  if (/^actions\/setup-(?:node|python|java|dotnet|ruby)@/i.test(uses)) {
    const cache = asScalar(inputs.cache);
    return cache !== undefined && cache !== "" && cache !== "false" ? `${uses} with cache: ${cache}` : undefined;
  }
  if (isAction(uses, "actions/setup-go"))
    return asScalar(inputs.cache) === "false" ? undefined : `${uses} (caches unless told not to)`;
  if (isAction(uses, "Swatinem/rust-cache")) return asScalar(inputs["lookup-only"]) === "true" ? undefined : uses;
  if (isAction(uses, "astral-sh/setup-uv"))
    return asScalar(inputs["enable-cache"]) === "false" ? undefined : `${uses} (caches unless told not to)`;
  if (isAction(uses, "docker/build-push-action") && /type=gha/.test(asScalar(inputs["cache-from"]) ?? ""))
    return `${uses} with cache-from: type=gha`;
  return undefined;
}

const PUBLISHING_ACTIONS =
  /^(?:pypa\/gh-action-pypi-publish|softprops\/action-gh-release|goreleaser\/goreleaser-action|actions\/create-release|ncipollo\/release-action|JS-DevTools\/npm-publish|rubygems\/release-gem|actions\/deploy-pages)@/i;

/** What shows that a job hands something to other people; empty when nothing does. */
export function publishingIn(job: Mapping, trigger: Trigger, on: unknown): string {
  const said = publishingStep(job);
  if (said !== "") return said;
  const onRelease = trigger.events.length === 1 && trigger.events[0] === "release";
  const onTags =
    trigger.events.length === 1 &&
    asMap(asMap(on)?.push)?.tags !== undefined &&
    asMap(asMap(on)?.push)?.branches === undefined;
  return onRelease ? "runs on releases" : onTags ? "runs on tags" : "";
}

/** The action or command in a job that publishes; empty when none does. */
export function publishingStep(job: Mapping): string {
  for (const { step } of stepsOf(job, [])) {
    const uses = asScalar(step.uses) ?? "";
    const inputs = asMap(step.with) ?? {};
    const pushesImage = /^docker\/build-push-action@/i.test(uses) && asScalar(inputs.push) === "true";
    const isRehearsal = /goreleaser/.test(uses) && /snapshot|build|check/.test(asScalar(inputs.args) ?? "");
    if ((PUBLISHING_ACTIONS.test(uses) && !isRehearsal) || pushesImage) return uses;
    const command = publishingCommand(asScalar(step.run) ?? "");
    if (command !== undefined) return command;
  }
  return "";
}

/** Inputs of actions that are run as they are, from the actions' own descriptions. */
const SCRIPT_INPUTS: readonly {
  readonly action: RegExp;
  readonly interpreter: string;
  readonly inputs: readonly string[];
}[] = [
  { action: /^actions\/github-script@/i, interpreter: "JavaScript", inputs: ["script"] },
  { action: /^addnab\/docker-run-action@/i, interpreter: "shell", inputs: ["run", "options"] },
  { action: /^mikefarah\/yq@/i, interpreter: "shell", inputs: ["cmd"] },
  { action: /^amadevus\/pwsh-script@/i, interpreter: "pwsh", inputs: ["script"] },
  { action: /^azure\/(?:cli|powershell)@/i, interpreter: "shell", inputs: ["inlineScript"] },
  { action: /^appleboy\/ssh-action@/i, interpreter: "shell", inputs: ["script"] },
  { action: /^nick-(?:fields|invision)\/retry@/i, interpreter: "shell", inputs: ["command"] },
  { action: /^cardinalby\/js-eval-action@/i, interpreter: "JavaScript", inputs: ["expression"] },
];

export function scriptInputs(uses: string): { readonly input: string; readonly interpreter: string }[] {
  const known = SCRIPT_INPUTS.find(({ action }) => action.test(uses));
  return known === undefined ? [] : known.inputs.map((input) => ({ input, interpreter: known.interpreter }));
}

/** Steps after which nothing in the job can have asked for an identity token. */
const ASKS_FOR_NO_IDENTITY =
  /^(?:actions\/(?:checkout|setup-[a-z]+|cache(?:\/\w+)?|upload-artifact|download-artifact|github-script|labeler|stale)|docker\/(?:setup-\w+-action|metadata-action)|astral-sh\/setup-uv|pnpm\/action-setup|Swatinem\/rust-cache|dorny\/paths-filter)@/i;

/** Whether every step of a job is known to do without the identity token. */
export function leavesIdentityUnused(job: Mapping): boolean {
  if (job.uses !== undefined) return false;
  const steps = stepsOf(job, []);
  return (
    steps.length > 0 &&
    steps.every(({ step }) => {
      const uses = asScalar(step.uses);
      if (uses !== undefined)
        return ASKS_FOR_NO_IDENTITY.test(uses) && !/oidc|idtoken/i.test(asScalar(asMap(step.with)?.script) ?? "");
      const script = asScalar(step.run) ?? "";
      return !/ID_TOKEN|oidc|cosign|sigstore|publish|attest|vault|aws|gcloud|\baz\b|deploy|\.\/|\b(?:make|npm|pnpm|yarn|bun|node|python3?|uv|just|task|cargo|go) |\.sh\b/i.test(
        script,
      );
    })
  );
}

/** Machines that bring outside text into steps' outputs: which output of which action. */
const OUTPUTS_FROM_OUTSIDE: readonly { readonly action: RegExp; readonly output: RegExp }[] = [
  { action: /^tj-actions\/changed-files@/i, output: /^(?:all_|any_|added_|modified_|renamed_|other_)?[\w-]*files$/ },
  { action: /^tj-actions\/branch-names@/i, output: /^(?:head_ref_branch|current_branch|ref_branch)$/ },
  { action: /^dorny\/paths-filter@/i, output: /_files$/ },
  { action: /^(?:xt0rted\/pull-request-comment-branch|eficode\/resolve-pr-refs)@/i, output: /^head_ref$/ },
  { action: /^potiuk\/get-workflow-origin@/i, output: /^(?:sourceHeadBranch|sourceheadbranch)$/ },
];

/** Whether an action's output is text that whoever opens a pull request writes. */
export function bringsOutsideText(uses: string, output: string): boolean {
  return OUTPUTS_FROM_OUTSIDE.some((known) => known.action.test(uses) && known.output.test(output));
}

const SCANNERS =
  /^(?:github\/codeql-action\/analyze|aquasecurity\/trivy-action|snyk\/actions(?:\/[\w-]+)?|gitleaks\/gitleaks-action|trufflesecurity\/trufflehog|semgrep\/semgrep-action|returntocorp\/semgrep-action|anchore\/scan-action|bridgecrewio\/checkov-action|actions\/dependency-review-action|zizmorcore\/zizmor-action|ossf\/scorecard-action|google\/osv-scanner-action(?:\/[\w-]+)?)@/i;

/** How a step that looks for weaknesses is switched off; undefined where it is not, or is no such step. */
export function switchedOff(step: Mapping, job: Mapping): string | undefined {
  if (!SCANNERS.test(asScalar(step.uses) ?? "")) return undefined;
  for (const [part, of] of [
    [step, "step"],
    [job, "job"],
  ] as const) {
    if (part["continue-on-error"] === true) return `continue-on-error: true on the ${of}`;
    if (/^(?:\$\{\{\s*)?false(?:\s*\}\})?$/.test(asScalar(part.if) ?? "")) return `if: false on the ${of}`;
  }
  return undefined;
}
