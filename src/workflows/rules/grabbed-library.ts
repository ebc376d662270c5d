import type { Rule } from "../../core/rule.ts";
import type { GrabbedLibrary } from "../facts.ts";

export const grabbedLibrary: Rule<GrabbedLibrary> = {
  id: "workflows/grabbed-library",
  on: "grabbed-library",
  title: "Library fetched while the pipeline is compiled",
  severity: "high",
  confidence: "proven",
  why: "`@Grab` fetches and loads a library before the first step and before the sandbox: whoever controls the library, or may write this file, runs on the controller, where all credentials lie (CVE-2019-1003000).",
  fix: "Call the tool in a step of an agent, or put the library into a shared library that administrators keep.",
  standards: ["OWASP CICD-SEC-3", "OWASP CICD-SEC-7"],
  references: ["https://www.jenkins.io/security/advisory/2019-01-08/"],
  examples: [
    { given: { name: "org.acme:tool", version: "1.0" }, verdict: "fail" },
    { given: { name: "", version: "" }, verdict: "not-applicable" },
  ],
  judge: ({ name, version }) =>
    name === ""
      ? { kind: "not-applicable" }
      : { kind: "fail", message: `@Grab loads ${name}${version === "" ? "" : ` ${version}`}`, cause: name },
};
