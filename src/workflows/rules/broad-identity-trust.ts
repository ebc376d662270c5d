import type { Rule } from "../../core/rule.ts";
import type { IdentityTrust } from "../facts.ts";

const example = { issuer: "GitHub Actions", holder: "aws_iam_role.ci", isComputed: false } as const;

export const broadIdentityTrust: Rule<IdentityTrust> = {
  id: "workflows/broad-identity-trust",
  on: "identity-trust",
  title: "Cloud role that jobs of others may take",
  severity: "critical",
  confidence: "proven",
  why: "The issuer signs tokens for everybody's jobs. A role that does not ask whose job it is can be taken by any repository there is, and one that asks for less than a branch or environment by whatever runs in the repository.",
  fix: "Ask for the subject in full: `repo:OWNER/NAME:environment:production` or `…:ref:refs/heads/main`, compared with StringEquals.",
  standards: ["OWASP CICD-SEC-2", "CIS SSC 2.4.6"],
  references: [
    "https://docs.github.com/en/actions/security-for-github-actions/security-hardening-your-deployments/about-security-hardening-with-openid-connect",
  ],
  examples: [
    { given: { ...example, subjects: [] }, verdict: "fail" },
    { given: { ...example, subjects: ["repo:*"] }, verdict: "fail" },
    { given: { ...example, subjects: ["repo:acme/*"] }, verdict: "fail" },
    { given: { ...example, subjects: ["repo:acme/app:environment:production"] }, verdict: "pass" },
    { given: { ...example, subjects: [], isComputed: true }, verdict: "unobservable" },
  ],
  judge: ({ issuer, subjects, holder, isComputed }) => {
    if (isComputed && subjects.length === 0) {
      return { kind: "unobservable", reason: "who may take the role is put together at run time" };
    }
    const wide =
      subjects.length === 0
        ? { severity: "critical" as const, who: `any job of ${issuer}, whoever owns it` }
        : subjects.map(widthOf).find((width) => width !== undefined);
    if (wide === undefined) return { kind: "pass" };
    const asked = subjects.length === 0 ? "no subject is asked for" : `subject: ${subjects.join(", ")}`;
    return {
      kind: "fail",
      severity: wide.severity,
      message: `${holder} may be taken by ${wide.who}`,
      cause: subjects.join(" "),
      evidence: [{ kind: "check", text: asked }],
    };
  },
};

/** Undefined for a subject that names one branch, tag, environment or workflow. */
function widthOf(pattern: string): { severity: "critical" | "high" | "medium"; who: string } | undefined {
  const [kind = "", path = "", ...rest] = pattern.split(":");
  if (/^\W*[*?]/.test(pattern)) return { severity: "critical", who: "any job of the issuer that the pattern fits" };
  if (!/^(?:repo|project_path|repository)$/.test(kind)) return undefined;
  const [owner = "", ...names] = path.split("/");
  if (/[*?]/.test(owner)) return { severity: "critical", who: "jobs of owners that anyone may register" };
  if (/[*?]/.test(names.join("/")))
    return { severity: "high", who: `every repository of ${owner} that fits \`${path}\`` };
  const scope = rest.join(":");
  if (scope === "*") return { severity: "medium", who: `any branch, tag and pull request of ${path}` };
  if (/^pull_request$/.test(scope)) return { severity: "medium", who: `pull requests of ${path}` };
  if (/^ref:refs\/\*|^ref:\*/.test(scope)) return { severity: "medium", who: `any branch and tag of ${path}` };
  return undefined;
}
