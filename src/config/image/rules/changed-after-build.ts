import type { Rule } from "../../../core/rule.ts";
import type { ToldSetting } from "../facts.ts";

const WORDS = {
  user: "runs as another user",
  entrypoint: "starts another program",
  command: "starts its program with other arguments",
} as const;

export const changedAfterBuild: Rule<ToldSetting> = {
  id: "config/image/changed-after-build",
  on: "told-setting",
  title: "Image set otherwise than its history tells",
  severity: "low",
  why: "A builder writes the setting and the step that made it at once. Where they differ, somebody changed the image after it was built, and what the Dockerfile says of it no longer holds.",
  fix: "Build the image anew from its Dockerfile, and set there what was changed; compare its digest with the one that the pipeline recorded.",
  standards: ["SLSA build", "MITRE ATT&CK T1525"],
  examples: [
    { given: { setting: "user", agrees: false }, verdict: "fail" },
    { given: { setting: "command", agrees: false }, verdict: "fail" },
    { given: { setting: "entrypoint", agrees: true }, verdict: "pass" },
  ],
  judge: ({ setting, agrees }) =>
    agrees
      ? { kind: "pass" }
      : { kind: "fail", message: `the image ${WORDS[setting]} than its history tells`, cause: setting },
};
