import type { Rule } from "../../core/rule.ts";
import type { RunCommand, Trigger } from "../facts.ts";

const push: Trigger = { events: ["push"], outsider: false, privileged: false };
const cosign = (...args: string[]) => ({ program: "cosign", args, reads: [], trigger: push });

export const unboundSignature: Rule<RunCommand> = {
  id: "workflows/unbound-signature",
  on: "run-command",
  title: "Signature checked, whoever made it",
  severity: "medium",
  confidence: "proven",
  why: "Anybody with an account somewhere gets a certificate for a keyless signature. A check that does not say whose signature it wants takes the attacker's, too.",
  fix: "Name the signer: `--certificate-identity` and `--certificate-oidc-issuer`, or `--key`.",
  standards: ["OWASP CICD-SEC-9", "SLSA build L2", "CWE-347"],
  references: ["https://docs.sigstore.dev/cosign/verifying/verify/"],
  examples: [
    { given: cosign("verify-blob", "--signature", "a.sig", "a"), verdict: "fail" },
    { given: cosign("verify", "--certificate-identity-regexp", ".*", "image"), verdict: "fail" },
    { given: cosign("verify", "--certificate-identity", "ci@acme.example", "image"), verdict: "pass" },
    { given: cosign("verify", "--key=cosign.pub", "image"), verdict: "pass" },
    { given: cosign("sign", "image"), verdict: "pass" },
  ],
  judge: ({ program, args }) => {
    const [verb = ""] = args;
    if (program !== "cosign" || !/^verify(?:-blob|-attestation|-blob-attestation)?$/.test(verb))
      return { kind: "pass" };
    const options = args.map((arg) => arg.replace(/=.*/s, ""));
    const loose = looseIdentity(args);
    if (options.some((option) => NAMES_SIGNER.test(option)) && loose === undefined) return { kind: "pass" };
    return {
      kind: "fail",
      message:
        loose === undefined
          ? `cosign ${verb} does not say whose signature it wants`
          : `cosign ${verb} takes the signature of anyone who fits \`${loose}\``,
      cause: `${verb} ${args.at(-1) ?? ""}`,
      evidence: [{ kind: "bytes", text: `cosign ${args.join(" ")}`.slice(0, 300) }],
    };
  },
};

const NAMES_SIGNER =
  /^--?(?:key|sk|certificate-identity(?:-regexp)?|certificate-github-workflow-(?:repository|ref|sha|name)|policy|local-image-policy)$/;

/** A pattern for the signer that everybody fits. */
function looseIdentity(args: readonly string[]): string | undefined {
  const at = args.findIndex((arg) => arg.startsWith("--certificate-identity-regexp"));
  const pattern = at === -1 ? undefined : (/=(.*)/s.exec(args[at] ?? "")?.[1] ?? args[at + 1]);
  return pattern !== undefined && /^\^?(?:\.[*+]|https?:\/\/(?:github\.com\/)?\.[*+])\$?$/.test(pattern)
    ? pattern
    : undefined;
}
