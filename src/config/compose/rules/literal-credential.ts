import type { Rule } from "../../../core/rule.ts";
import type { ServiceVariable } from "../facts.ts";

const example = { service: "db", name: "POSTGRES_PASSWORD" } as const;

export const literalCredential: Rule<ServiceVariable> = {
  id: "config/compose/literal-credential",
  on: "service-variable",
  title: "Secret written into a Compose file",
  severity: "high",
  why: "The file lies in a repository, and whoever can read it has the secret, and so has every clone.",
  fix: "Name a secret (`secrets:` and a variable that ends in `_FILE`), or take it from the environment: `${NAME:?}`.",
  standards: ["OWASP CICD-SEC-6", "CIS Docker 5.30"],
  examples: [
    { given: { ...example, literal: true }, verdict: "fail" },
    { given: { ...example, literal: false }, verdict: "pass" },
  ],
  judge: ({ service, name, literal }) => {
    if (!literal) return { kind: "pass" };
    return { kind: "fail", message: `the service ${service} has the value of ${name} in its file`, cause: name };
  },
};
