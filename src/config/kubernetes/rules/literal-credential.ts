import type { Rule } from "../../../core/rule.ts";
import { isSecretName } from "../../secret-name.ts";
import type { LiteralValue } from "../facts.ts";

const example = { owner: "container db of StatefulSet/db", by: "variable", name: "POSTGRES_PASSWORD" } as const;

export const literalCredential: Rule<LiteralValue> = {
  id: "config/kubernetes/literal-credential",
  on: "literal-value",
  title: "Credential written into a manifest",
  severity: "high",
  why: "It is readable to all who read the repository, in its whole history, and in the cluster to all who may look at pods and ConfigMaps.",
  fix: "Keep it in a Secret that something outside the repository fills, and refer to it with `secretKeyRef`; change the credential.",
  standards: ["CIS Kubernetes 5.4.1", "OWASP CICD-SEC-6", "CWE-798", "MITRE ATT&CK T1552.001"],
  aliases: ["KSV-0109", "C-0012"],
  examples: [
    { given: { ...example, literal: true }, verdict: "fail" },
    { given: { ...example, by: "argument", name: "api-token", literal: true }, verdict: "fail" },
    { given: { ...example, literal: false }, verdict: "pass" },
    { given: { ...example, name: "TOKEN_TTL", literal: true }, verdict: "pass" },
  ],
  judge: ({ owner, by, name, literal }) => {
    if (!literal || !isSecretName(name)) return { kind: "pass" };
    return {
      kind: "fail",
      message: `${by} ${name} of ${owner} holds its value in the manifest`,
      cause: `${owner} ${name}`,
    };
  },
};
