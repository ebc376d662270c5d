import type { Rule } from "../../../core/rule.ts";
import type { BroughtIn } from "../facts.ts";

const example = { by: "COPY", sources: [".env"], mode: "", checksum: false } as const;

/** Files and folders that hold credentials by their nature. */
const CREDENTIALS =
  /^(?:id_(?:rsa|dsa|ecdsa|ed25519)|\.npmrc|\.pypirc|\.netrc|\.git-credentials|\.aws|\.kube|\.docker|\.ssh|kubeconfig|credentials\.json|service-account[\w-]*\.json|[\w.-]+\.(?:p12|pfx)|[\w.-]*(?:priv|key)[\w-]*\.pem)$/i;

export const secretCopied: Rule<BroughtIn> = {
  id: "config/dockerfile/secret-copied",
  on: "brought-in",
  title: "Credentials copied into the image",
  severity: "high",
  why: "What is copied stays in its layer, also when a later one deletes it. Everyone who pulls the image has it.",
  fix: "Mount it for the one RUN that needs it: `RUN --mount=type=secret,id=…`.",
  standards: ["CIS Docker 4.10", "OWASP CICD-SEC-6"],
  aliases: ["DS031"],
  examples: [
    { given: example, verdict: "fail" },
    { given: { ...example, sources: ["keys/id_ed25519"] }, verdict: "fail" },
    { given: { ...example, sources: [".env.example"] }, verdict: "pass" },
    { given: { ...example, sources: ["certs/ca.pem", "keyrings/docker-archive.key"] }, verdict: "pass" },
    { given: { ...example, sources: ["package.json", "src/"] }, verdict: "pass" },
  ],
  judge: ({ sources }) => {
    const found = sources.find((source) => holdsCredentials(source));
    return found === undefined
      ? { kind: "pass" }
      : { kind: "fail", message: `${found} is copied into the image`, cause: found };
  },
};

function holdsCredentials(source: string): boolean {
  const name = source.replace(/\/+$/, "").split("/").at(-1) ?? "";
  if (/^\.env(?:\.[\w-]+)?$/i.test(name)) return !/\.(?:example|sample|template|dist|defaults?|test)$/i.test(name);
  if (/\.key$/i.test(name)) return !/gpg|pub|apt|archive|sign|repo|release/i.test(name); // keys that check signatures are public
  return CREDENTIALS.test(name);
}
