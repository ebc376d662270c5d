import type { Rule } from "../../../core/rule.ts";
import { isSecretName } from "../../secret-name.ts";
import type { BuildVariable } from "../facts.ts";

const example = { by: "ENV", name: "DB_PASSWORD", literal: true } as const;

export const secretVariable: Rule<BuildVariable> = {
  id: "config/dockerfile/secret-variable",
  on: "build-variable",
  title: "Secret in a variable of the image",
  severity: "high",
  why: "ENV stands in the image's configuration and ARG in its history, both readable by everyone who pulls it.",
  fix: "Give it when the container starts, or mount it for the one RUN that needs it: `RUN --mount=type=secret,id=…`.",
  standards: ["CIS Docker 4.10", "OWASP CICD-SEC-6"],
  aliases: ["DS031", "SecretsUsedInArgOrEnv"],
  examples: [
    { given: example, verdict: "fail" },
    { given: { ...example, by: "ARG", name: "NPM_TOKEN", literal: false }, verdict: "fail" },
    { given: { ...example, name: "TOKEN_TTL" }, verdict: "pass" },
    { given: { ...example, literal: false }, verdict: "pass" },
  ],
  judge: ({ by, name, literal }) => {
    if (!isSecretName(name)) return { kind: "pass" };
    if (by === "ENV" && !literal) return { kind: "pass" };
    return {
      kind: "fail",
      severity: literal ? "high" : "medium",
      confidence: literal ? "likely" : "possible",
      message: literal
        ? `${by} ${name} holds a value, which stays in the image`
        : `${by} ${name} is handed in at build time and stays in the history`,
      cause: `${by} ${name}`,
    };
  },
};
