import type { Rule } from "../../../core/rule.ts";
import type { ReleaseInUse } from "../versions/facts.ts";

const example = { what: "the API server", version: "v1.30.4", today: "2026-12-01" } as const;

export const unsupportedRelease: Rule<ReleaseInUse> = {
  id: "config/kubernetes/unsupported-release",
  on: "release-in-use",
  title: "Kubernetes that nobody mends any more",
  severity: "medium",
  confidence: "proven",
  why: "Holes that are found in it stay open: fixes are made for the last three minor versions alone.",
  fix: "Move to a supported minor version, one step at a time, the API server before the kubelets.",
  standards: ["NSA upgrading", "CIS Kubernetes"],
  references: ["https://kubernetes.io/releases/"],
  examples: [
    { given: { ...example, endsOn: "2025-06-28" }, verdict: "fail" },
    { given: { ...example, version: "v1.36.3", endsOn: "2027-06-28" }, verdict: "pass" },
    { given: { ...example, version: "v1.99.0", endsOn: undefined }, verdict: "unobservable" },
  ],
  judge: ({ what, version, endsOn, today }) => {
    if (endsOn === undefined)
      return { kind: "unobservable", reason: `it is not known here until when ${version} is mended` };
    if (endsOn >= today) return { kind: "pass" };
    return { kind: "fail", message: `${what} is ${version}, which got its last fixes by ${endsOn}`, cause: version };
  },
};
