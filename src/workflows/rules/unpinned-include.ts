import type { Rule } from "../../core/rule.ts";
import type { IncludedPipeline } from "../facts.ts";

export const unpinnedInclude: Rule<IncludedPipeline> = {
  id: "workflows/unpinned-include",
  on: "included-pipeline",
  title: "Part of a pipeline taken from a moving place",
  severity: "medium",
  why: "Whoever may write there changes what your pipeline does, with your secrets, and nothing here shows it.",
  fix: "Name a commit, or keep a copy in this repository.",
  standards: ["OWASP CICD-SEC-3", "OWASP CICD-SEC-4", "CIS SSC 2.3.5"],
  aliases: ["pipeline-check/GL-005", "poutine/unpinnable_action"],
  examples: [
    { given: { form: "include", name: "https://x.example/ci.yml", ref: "" }, verdict: "fail" },
    { given: { form: "include", name: "acme/templates", ref: "main" }, verdict: "fail" },
    { given: { form: "orb", name: "circleci/node", ref: "5" }, verdict: "fail" },
    { given: { form: "orb", name: "circleci/node", ref: "5.2.0" }, verdict: "pass" },
    {
      given: { form: "include", name: "acme/templates", ref: "3f786850e387550fdab836ed7e6dc881de23001b" },
      verdict: "pass",
    },
    { given: { form: "include", name: "acme/templates", ref: "$TEMPLATES_REF" }, verdict: "unobservable" },
  ],
  judge: ({ form, name, ref }) => {
    if (/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(ref)) return { kind: "pass" };
    // A full version of an orb never changes once it is published.
    if (form === "orb" && /^\d+\.\d+\.\d+$/.test(ref)) return { kind: "pass" };
    if (/\$|<</.test(ref))
      return { kind: "unobservable", reason: `which version of ${name} is taken is computed at run time` };
    return {
      kind: "fail",
      severity: name.startsWith("http:") ? "high" : ref !== "" && /\d+\.\d+/.test(ref) ? "low" : "medium",
      confidence: "proven",
      message: ref === "" ? `${form} ${name} names no version` : `${form} ${name} is taken at ${ref}, which can move`,
      cause: `${form} ${name} ${ref}`.trim(),
    };
  },
};
