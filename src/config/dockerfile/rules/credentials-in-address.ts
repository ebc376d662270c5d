import type { Rule } from "../../../core/rule.ts";
import type { BuildCommand } from "../facts.ts";

const example = { program: "git", args: ["clone", "https://ada:hunter@git.example/x"], reads: [], beside: [] } as const;

export const credentialsInAddress: Rule<BuildCommand> = {
  id: "config/dockerfile/credentials-in-address",
  on: "build-command",
  title: "Credentials in an address of a build step",
  severity: "high",
  why: "The step's text stands in the image's history, readable by everyone who pulls it, and in every log of the build.",
  fix: "Mount the credential for this step: `RUN --mount=type=secret,id=…`, and let a credential helper read it.",
  standards: ["CIS Docker 4.10", "CWE-522"],
  examples: [
    { given: example, verdict: "fail" },
    { given: { ...example, args: ["clone", "https://$TOKEN@git.example/x"] }, verdict: "fail" },
    { given: { ...example, program: "pip", args: ["install", "git+https://x:y@git.example/x"] }, verdict: "fail" },
    { given: { ...example, args: ["clone", "https://git.example/x"] }, verdict: "pass" },
    { given: { ...example, args: ["clone", "ssh://git@git.example/x"] }, verdict: "pass" },
  ],
  judge: ({ program, args }) => {
    for (const arg of args) {
      const authority = /(?:^|[=+'"])(?:https?|ftp):\/\/([^/\s?#]{1,1000})/.exec(arg)?.[1] ?? "";
      const host = authority.slice(authority.lastIndexOf("@") + 1);
      if (host !== authority)
        return {
          kind: "fail",
          message: `${program} is given credentials in the address of ${host}`,
          cause: `${program} ${host}`,
        };
    }
    return { kind: "pass" };
  },
};
