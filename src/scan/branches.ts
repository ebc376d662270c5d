import type { JudgedFinding } from "../core/finding.ts";
import type { Coverage } from "../core/gap.ts";
import { mergeFindings } from "../core/judge.ts";
import { compareText } from "../core/order.ts";
import type { Place } from "../core/place.ts";
import type { Opened } from "../core/source.ts";
import type { Pipeline } from "../workflows/index.ts";
import { type ScanRequest, type ScanResult, scan } from "./run.ts";

/** A branch beside the one that was looked at. */
export interface OtherBranch {
  /** As people write it: `origin/old`. */
  readonly name: string;
  readonly commit: string;
  open(): Promise<Opened>;
}

/** Events by which somebody outside starts the definition of the branch that he names; others take the default branch's. */
const ON_ANY_BRANCH: ReadonlySet<string> = new Set([
  "pull_request",
  "pull_request_target",
  "pull_request_review",
  "pull_request_review_comment",
]);

/** More branches than these are not looked at, and said. */
const MOST = 1_000;

/**
 * Adds what outsiders can start on other branches: a pull request names the branch that it goes to, and runs the
 * definition that stands there, however old (docs.github.com, "events that trigger workflows"). A finding that stands on
 * several branches stays one, with all its places.
 */
export async function scanBranches(
  request: Omit<ScanRequest, "opened">,
  result: ScanResult,
  branches: readonly OtherBranch[],
): Promise<ScanResult> {
  const byId = new Map(result.findings.map((finding) => [finding.id, finding]));
  const gaps = new Map<string, { where: string; reason: string }[]>();
  const looked = branches.slice(0, MOST);
  for (const [done, branch] of looked.entries()) {
    request.signal?.throwIfAborted();
    request.onProgress?.({ step: "reading", what: branch.name, done, of: looked.length });
    const there = await scanBranch(request, branch);
    for (const finding of reachable(there, branch)) {
      const known = byId.get(finding.id);
      byId.set(finding.id, known === undefined ? finding : mergeFindings(known, finding));
    }
    for (const { analyzer, gaps: own } of there.coverage)
      gaps.set(analyzer, [
        ...(gaps.get(analyzer) ?? []),
        ...own.map(({ where, reason }) => ({ where: `${branch.name}:${where}`, reason })),
      ]);
  }
  if (branches.length > looked.length)
    gaps.set("sources/files", [
      ...(gaps.get("sources/files") ?? []),
      { where: "branches", reason: `more than ${MOST} branches: the rest was not looked at` },
    ]);
  return {
    ...result,
    findings: [...byId.values()].sort((a, b) => compareText(a.id, b.id)),
    coverage: result.coverage.map((one) => widened(one, looked.length, gaps.get(one.analyzer) ?? [])),
  };
}

async function scanBranch(request: Omit<ScanRequest, "opened">, branch: OtherBranch): Promise<ScanResult> {
  const opened = await branch.open();
  try {
    const { onProgress: _, ...quiet } = request;
    return await scan({ ...quiet, opened });
  } finally {
    await opened.close();
  }
}

/** What stands in a workflow that an outsider can start there, or in a part that such a workflow may use. */
function reachable({ findings, facts }: ScanResult, branch: OtherBranch): JudgedFinding[] {
  const pipelines = new Map(facts.of<Pipeline>("pipeline").map((pipeline) => [pipeline.path, pipeline]));
  const isOpen = ({ trigger }: Pipeline) =>
    trigger.outsider && trigger.events.some((event) => ON_ANY_BRANCH.has(event));
  if (![...pipelines.values()].some(isOpen)) return [];
  const isWithinReach = ({ path = "" }: Place) => {
    const pipeline = pipelines.get(path);
    return pipeline === undefined
      ? path.startsWith(".github/") || /(?:^|\/)action\.ya?ml$/.test(path)
      : isOpen(pipeline);
  };
  return findings.flatMap((finding) => {
    const locations = finding.locations.filter(isWithinReach);
    const there = locations.map((place) => ({ ...place, commit: branch.commit, ref: branch.name }));
    return there.length === 0 ? [] : [{ ...finding, locations: there }];
  });
}

function widened(coverage: Coverage, branches: number, gaps: Coverage["gaps"]): Coverage {
  if (coverage.status === "notApplicable") return coverage;
  const isWhole = coverage.status === "complete" && gaps.length === 0;
  return {
    ...coverage,
    status: coverage.status === "complete" && !isWhole ? "partial" : coverage.status,
    examined: { ...coverage.examined, branches },
    gaps: [...coverage.gaps, ...gaps],
  };
}
