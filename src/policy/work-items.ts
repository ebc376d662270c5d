import type { Finding, JudgedFinding } from "../core/finding.ts";
import { stableId } from "../core/identity.ts";
import { compareText } from "../core/order.ts";
import { compareSeverity } from "../core/severity.ts";
import type { WorkItem } from "../core/work-item.ts";

/** A ranked finding together with the deed that closes it. */
export interface Ranked {
  readonly finding: Finding;
  readonly deed: JudgedFinding["deed"];
}

/** One work item for each deed: as grave as its gravest finding, a little more pressing for each further one it closes. */
export function workItems(ranked: readonly Ranked[]): WorkItem[] {
  const byDeed = Map.groupBy(
    ranked.filter(({ finding }) => finding.suppressed === null),
    ({ deed }) => deed.key,
  );
  const items = [...byDeed].map(([key, closed]) => workItem(key, closed));
  return items.sort((a, b) => b.priority - a.priority || compareText(a.action, b.action) || compareText(a.id, b.id));
}

function workItem(key: string, closed: readonly Ranked[]): WorkItem {
  const findings = closed
    .map(({ finding }) => finding)
    .sort((a, b) => compareSeverity(a.severity, b.severity) || b.priority - a.priority || compareText(a.id, b.id));
  const [gravest] = findings;
  const deed = closed[0]?.deed;
  if (gravest === undefined || deed === undefined) throw new Error("a work item without a finding");
  const top = Math.max(...findings.map(({ priority }) => priority));
  const breadth = Math.min(5, Math.floor(Math.log2(findings.length)));
  return {
    id: stableId("work-item", key),
    action: deed.action,
    subject: deed.subject,
    severity: gravest.severity,
    priority: Math.min(100, top + breadth),
    findings: findings.map(({ id }) => id),
  };
}
