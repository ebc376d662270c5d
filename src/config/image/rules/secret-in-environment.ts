import type { Rule } from "../../../core/rule.ts";
import { isSecretName } from "../../secret-name.ts";
import type { ImageVariable } from "../facts.ts";

const example = { where: "environment", name: "DB_PASSWORD" } as const;

export const secretInEnvironment: Rule<ImageVariable> = {
  id: "config/image/secret-in-environment",
  on: "image-variable",
  title: "Secret in the image's configuration",
  severity: "high",
  why: "Environment and history are part of the image: everyone who pulls it reads them, and every program in the container inherits the environment.",
  fix: "Change the secret; give the new one when the container starts, or mount it for the one RUN that needs it: `RUN --mount=type=secret,id=…`.",
  standards: ["CIS Docker 4.10", "OWASP CICD-SEC-6", "CWE-798"],
  aliases: ["CIS-DI-0010"],
  examples: [
    { given: { ...example, literal: true }, verdict: "fail" },
    { given: { where: "history", name: "NPM_TOKEN", literal: true }, verdict: "fail" },
    { given: { ...example, literal: false }, verdict: "pass" },
    { given: { ...example, name: "PATH", literal: true }, verdict: "pass" },
  ],
  judge: ({ where, name, literal }) => {
    if (!literal || !isSecretName(name)) return { kind: "pass" };
    const how =
      where === "environment"
        ? "stands with its value in the image's environment"
        : "stands with its value in the image's history, as an argument of the build";
    return { kind: "fail", message: `${name} ${how}`, cause: `${where} ${name}` };
  },
};
