import type { JudgedFinding } from "../core/finding.ts";
import { describePlace } from "../core/place.ts";
import { subject } from "../core/subject.ts";

/**
 * Whoever opens a file to set one thing that was merely left open sets them all: the findings of such rules become one
 * deed for each file, and what is set dangerously stays a deed of its own.
 * @param open ids of the rules
 * @param what the file sets, as in "Harden the daemon"
 */
export function hardenByFile(
  findings: readonly JudgedFinding[],
  open: ReadonlySet<string>,
  what: string,
): JudgedFinding[] {
  return findings.map((finding) => {
    const [first] = finding.locations;
    const isGrave = finding.severity === "critical" || finding.severity === "high";
    if (!open.has(finding.rule) || isGrave || first === undefined) return finding;
    const path = first.path ?? describePlace(first);
    const deed = {
      key: `harden ${what} in ${path}`,
      action: `Harden ${what}, whose defaults leave things open: ${path}`,
      subject: subject("file", path),
    };
    return { ...finding, deed };
  });
}
