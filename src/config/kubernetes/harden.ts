import type { JudgedFinding } from "../../core/finding.ts";
import { subject } from "../../core/subject.ts";
import type { Deed } from "../../core/work-item.ts";

const MARK = "harden ";

const HOW = "run without root, forbid escalation, drop all capabilities, set a seccomp profile, mount no token";

/** The one deed that closes all that a workload merely leaves open: a security context is written once. */
export function harden(workload: string): Deed {
  return { key: `${MARK}${workload}`, action: `Harden ${workload}: ${HOW}`, subject: subject("workload", workload) };
}

/**
 * Whoever opens a folder to harden one workload hardens them all, and pins their images while there: what is merely left
 * open becomes one deed for each folder, and only what is set dangerously stays a deed of its own.
 */
export function hardenByFolder(findings: readonly JudgedFinding[]): JudgedFinding[] {
  const deeds = new Map<string, Deed>();
  for (const [folder, its] of Map.groupBy(findings.filter(isPosture), folderOf))
    deeds.set(folder, deedFor(folder, its));
  return findings.map((finding) => {
    const deed = isPosture(finding) ? deeds.get(folderOf(finding)) : undefined;
    return deed === undefined ? finding : { ...finding, deed };
  });
}

function isPosture({ deed, rule }: JudgedFinding): boolean {
  return deed.key.startsWith(MARK) || rule === "config/kubernetes/image-by-tag";
}

function deedFor(folder: string, findings: readonly JudgedFinding[]): Deed {
  const workloads = [...new Set(findings.map(({ subject: { workload } }) => workload ?? ""))];
  const [first = ""] = workloads;
  const isOne = workloads.length === 1;
  const whom = isOne ? first : `the ${workloads.length} workloads in ${folder === "" ? "the top folder" : folder}`;
  const needsPins = findings.some(({ rule }) => rule === "config/kubernetes/image-by-tag");
  const needsMore = findings.some(({ deed }) => deed.key.startsWith(MARK));
  const pins = `pin ${isOne ? "its" : "their"} images to digests`;
  return {
    key: `${MARK}in ${folder}`,
    action: needsMore ? `Harden ${whom}: ${HOW}${needsPins ? `, ${pins}` : ""}` : `Harden ${whom}: ${pins}`,
    subject: isOne ? subject("workload", first) : subject("file", folder === "" ? "." : folder),
  };
}

function folderOf({ locations: [place] }: JudgedFinding): string {
  const path = place?.path ?? "";
  return path.slice(0, path.lastIndexOf("/") + 1);
}
