import type { Rule } from "../../../core/rule.ts";
import type { BuildPrivilege } from "../facts.ts";

export const insecureRun: Rule<BuildPrivilege> = {
  id: "config/dockerfile/insecure-run",
  on: "build-privilege",
  title: "Build step with the host's rights",
  severity: "high",
  confidence: "proven",
  why: "The step runs without the builder's isolation: what it fetches and executes is on the build machine itself.",
  fix: "Do without `--security=insecure` and `--network=host`; prepare what needs them outside the build.",
  standards: ["OWASP CICD-SEC-7"],
  examples: [
    { given: { security: "insecure", network: "" }, verdict: "fail" },
    { given: { security: "", network: "host" }, verdict: "fail" },
    { given: { security: "sandbox", network: "none" }, verdict: "pass" },
  ],
  judge: ({ security, network }) => {
    const asked = [
      security === "insecure" ? "--security=insecure" : "",
      network === "host" ? "--network=host" : "",
    ].filter(Boolean);
    return asked.length === 0
      ? { kind: "pass" }
      : { kind: "fail", message: `a build step asks for ${asked.join(" and ")}`, cause: asked.join(" ") };
  },
};
