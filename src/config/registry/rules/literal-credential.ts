import type { Rule } from "../../../core/rule.ts";
import type { RegistrySecret } from "../facts.ts";

const example = { name: "storage.s3.secretkey", known: false } as const;

export const literalCredential: Rule<RegistrySecret> = {
  id: "config/registry/literal-credential",
  on: "registry-secret",
  title: "Secret written into a registry's configuration",
  severity: "high",
  why: "Whoever reads the file holds what the registry keeps its images with, and is past every login of the registry itself.",
  fix: "Take it from the environment (`REGISTRY_STORAGE_S3_SECRETKEY` and its like), from a file that is not in the tree, or use the machine's own identity.",
  standards: ["OWASP CICD-SEC-6", "CWE-798"],
  examples: [
    { given: { ...example, literal: true }, verdict: "fail" },
    { given: { ...example, literal: false }, verdict: "pass" },
    { given: { name: "harbor_admin_password", literal: true, known: true }, verdict: "not-applicable" },
  ],
  judge: ({ name, literal, known }) => {
    if (known) return { kind: "not-applicable" }; // a known one is no secret, and has its own rule
    if (!literal) return { kind: "pass" };
    const severity = name === "http.secret" ? "medium" : "high"; // it signs the state of uploads, and opens no door
    return { kind: "fail", severity, message: `the value of ${name} stands in the file`, cause: name };
  },
};
