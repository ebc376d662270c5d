import { type VaultSettings, vaultPath } from "./consumer.ts";

/** A step that reads credentials from the vault and hands them on as its outputs. */
export interface VaultStep {
  readonly id: string;
  readonly outputs: readonly { readonly credential: string; readonly name: string }[];
  /** The step as a workflow means it. */
  readonly value: {
    readonly name: string;
    readonly id: string;
    readonly shell: string;
    readonly env: Readonly<Record<string, string>>;
    readonly run: string;
  };
}

/**
 * Logs in with the identity that the forge gives the job (`id-token: write`) and reads each credential. It needs curl
 * and jq, which GitHub's runners have, and runs nobody else's code. Tokens go by standard input, so that no other
 * process sees them, and every value is masked in the log before anything else can print it.
 */
export function vaultStep(id: string, outputs: VaultStep["outputs"], settings: VaultSettings): VaultStep {
  const { mount, loginPath, address = "", role = "", namespace } = settings;
  const inNamespace = namespace === undefined ? "" : ' --header "X-Vault-Namespace: $VAULT_NAMESPACE"';
  const script = [
    "set -euo pipefail",
    'ask() { curl --fail --silent --show-error "$@"; }',
    `vault() { ask${inNamespace} "$@"; }`,
    'identity=$(echo "Authorization: Bearer $ACTIONS_ID_TOKEN_REQUEST_TOKEN" | ask --header @- "$ACTIONS_ID_TOKEN_REQUEST_URL" | jq -er .value)',
    `token=$(printf '{"role":"%s","jwt":"%s"}' "$VAULT_ROLE" "$identity" | vault --data @- "$VAULT_ADDR/v1/auth/${loginPath}/login" | jq -er .auth.client_token)`,
    'echo "::add-mask::$token"',
    "hand_on() {",
    "  local value",
    `  value=$(echo "X-Vault-Token: $token" | vault --header @- "$VAULT_ADDR/v1/${mount}/data/$2" | jq -er .data.data.value)`,
    '  echo "::add-mask::$value"',
    '  echo "$1=$value" >> "$GITHUB_OUTPUT"',
    "}",
    ...outputs.map(({ name, credential }) => `hand_on ${name} ${vaultPath(credential)}`),
  ];
  const env = { VAULT_ADDR: address, VAULT_ROLE: role, ...(namespace !== undefined && { VAULT_NAMESPACE: namespace }) };
  const run = `${script.join("\n")}\n`;
  return { id, outputs, value: { name: "Read credentials from the vault", id, shell: "bash", env, run } };
}

/** The step as lines of a workflow, behind a dash at this indentation. */
export function stepText({ value }: VaultStep, indent: string, gap: string): string {
  const inner = `${indent} ${gap}`;
  const lines = [
    `${indent}-${gap}name: ${value.name}`,
    `${inner}id: ${value.id}`,
    `${inner}shell: ${value.shell}`,
    `${inner}env:`,
    ...Object.entries(value.env).map(([name, text]) => `${inner}  ${name}: ${JSON.stringify(text)}`),
    `${inner}run: |`,
    ...value.run
      .trimEnd()
      .split("\n")
      .map((line) => `${inner}  ${line}`),
  ];
  return `${lines.join("\n")}\n`;
}
