import type { Rule } from "../../../core/rule.ts";
import type { RegistrySecret } from "../facts.ts";

const example = { name: "harbor_admin_password", literal: true } as const;

export const knownPassword: Rule<RegistrySecret> = {
  id: "config/registry/known-password",
  on: "registry-secret",
  title: "Password that the registry comes with",
  severity: "high",
  why: "It is in the product's documentation, and the first that anybody tries; the administrator of a registry changes every image in it.",
  fix: "Set one of your own before the first start, and change it in the running Harbor: the file is only read once.",
  standards: ["CWE-1392", "NIST SP 800-190 4.2.3"],
  examples: [
    { given: { ...example, known: true }, verdict: "fail" },
    { given: { ...example, known: false }, verdict: "pass" },
  ],
  judge: ({ name, known }) => {
    if (!known) return { kind: "pass" };
    return { kind: "fail", message: `${name} is still the password that Harbor comes with`, cause: name };
  },
};
