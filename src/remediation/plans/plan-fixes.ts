import { WaybillError } from "../../core/errors.ts";
import type { Finding } from "../../core/finding.ts";
import type { Edit } from "../../core/fix.ts";
import { stableId } from "../../core/identity.ts";
import { compareText } from "../../core/order.ts";
import { describePlace, type Place } from "../../core/place.ts";
import { type SourceFile, sourceFile } from "../edits/source-file.ts";
import type { Tree } from "../edits/tree.ts";
import type { Expectation } from "../proof/expectation.ts";
import type { Fixer, Mend, PlannedFix, Unable, Unplanned } from "./fixer.ts";
import { FIXERS } from "./fixers.ts";
import type { Resolvers } from "./resolvers.ts";

export interface PlanRequest {
  readonly findings: readonly Finding[];
  readonly tree: Tree;
  readonly resolvers: Resolvers;
  readonly fixers?: readonly Fixer[];
}

/** What can be mended, and what of it cannot and why. Findings for which there is no way at all are in neither. */
export interface Plans {
  readonly planned: readonly PlannedFix[];
  readonly unplanned: readonly Unplanned[];
}

/** Plans the edits that would close findings. Writes nothing; asks outside only through the resolvers. */
export async function planFixes({ findings, tree, resolvers, fixers = FIXERS }: PlanRequest): Promise<Plans> {
  const files = new Map<string, SourceFile | Unable>();
  const planned: PlannedFix[] = [];
  const unplanned: Unplanned[] = [];
  const open = (path: string) => {
    const file = files.get(path) ?? openFile(tree, path);
    files.set(path, file);
    return file;
  };
  for (const finding of findings.filter(({ suppressed }) => suppressed === null)) {
    const ready = readyEdits(finding);
    if (ready !== undefined) planned.push(ready);
    else {
      const able = fixers.filter(({ rules }) => rules.includes(finding.rule));
      const mends = able.length === 0 ? [] : await mendPlaces(finding, able, open, resolvers, unplanned);
      for (const [fixer, places] of Map.groupBy(mends, (mend) => mend.fixer))
        planned.push(asPlan(finding, fixer, places));
    }
  }
  return { planned: mergeSame(planned).sort(byPlace), unplanned };
}

interface PlaceMend extends Mend {
  readonly fixer: Fixer;
  readonly path: string;
}

async function mendPlaces(
  finding: Finding,
  fixers: readonly Fixer[],
  open: (path: string) => SourceFile | Unable,
  resolvers: Resolvers,
  unplanned: Unplanned[],
): Promise<PlaceMend[]> {
  const mends: PlaceMend[] = [];
  for (const place of finding.locations.filter(isInTree)) {
    const file = open(place.path);
    const answer = "unable" in file ? file : await firstAnswer(fixers, { finding, place, file, resolvers, open });
    if ("unable" in answer) {
      unplanned.push({ finding: finding.id, rule: finding.rule, where: describePlace(place), reason: answer.unable });
    } else mends.push({ ...answer, path: place.path });
  }
  return mends;
}

function isInTree(place: Place): place is Place & { path: string } {
  return place.path !== undefined && place.commit === undefined && place.layer === undefined;
}

async function firstAnswer(
  fixers: readonly Fixer[],
  request: Parameters<Fixer["mend"]>[0],
): Promise<(Mend & { fixer: Fixer }) | Unable> {
  try {
    for (const fixer of fixers) {
      const answer = await fixer.mend(request);
      if (answer !== undefined) return "unable" in answer ? answer : { ...answer, fixer };
    }
    return { unable: "there is no way to mend it at this place" };
  } catch (fault) {
    if (fault instanceof WaybillError) return { unable: `${fault.message} ${fault.advice}` };
    throw fault;
  }
}

function openFile(tree: Tree, path: string): SourceFile | Unable {
  try {
    return sourceFile(path, tree.read(path)) ?? { unable: "the file is not UTF-8 text" };
  } catch (fault) {
    if (fault instanceof WaybillError) return { unable: fault.message };
    throw fault;
  }
}

function asPlan(finding: Finding, { name, kind }: Fixer, mends: readonly PlaceMend[]): PlannedFix {
  const [first] = mends;
  const edits = mends.flatMap(({ path, edits }) => edits.map((edit) => ({ path, ...edit })));
  const distinct = [...new Map(edits.map((edit) => [JSON.stringify(edit), edit])).values()];
  return {
    plan: {
      id: stableId("fix", name, finding.id),
      summary: first?.summary ?? "",
      kind: mends.some((mend) => mend.kind === "suggestion") ? "suggestion" : kind,
      findings: [finding.id],
      edits: distinct,
      proofs: [],
    },
    expectations: distinctExpectations(mends.map(({ expectation }) => expectation)),
    closes: closed(
      finding.id,
      mends.map(({ path }) => path),
    ),
  };
}

function distinctExpectations(expectations: readonly Expectation[]): Expectation[] {
  return [...new Map(expectations.map((expectation) => [JSON.stringify(expectation), expectation])).values()];
}

function closed(finding: string, paths: readonly string[]): PlannedFix["closes"] {
  return [...Map.groupBy(paths, (path) => path)].map(([path, all]) => ({ finding, path, places: all.length }));
}

/** Edits that the rule itself has worked out. */
function readyEdits({ id, fix, locations }: Finding): PlannedFix | undefined {
  if (fix === null || (fix.kind !== "edit" && fix.kind !== "suggestion") || !fix.edits?.length) return undefined;
  const paths = locations.filter(isInTree).map(({ path }) => path);
  return {
    plan: {
      id: stableId("fix", "ready", id),
      summary: fix.summary,
      kind: fix.kind,
      findings: [id],
      edits: fix.edits,
      proofs: [],
    },
    expectations: [],
    closes: closed(
      id,
      paths.filter((path) => fix.edits?.some((edit) => edit.path === path)),
    ),
  };
}

/** The same edit may close several findings: then it is one plan. */
function mergeSame(planned: readonly PlannedFix[]): PlannedFix[] {
  const groups = Map.groupBy(planned, ({ plan }) => JSON.stringify([plan.kind, plan.edits]));
  return [...groups.values()].flatMap(([first, ...more]) => {
    if (first === undefined) return [];
    const findings = [first, ...more].flatMap(({ plan }) => plan.findings);
    const closes = [first, ...more].flatMap((one) => one.closes);
    const expectations = distinctExpectations([first, ...more].flatMap((one) => one.expectations));
    return [{ plan: { ...first.plan, findings }, closes, expectations }];
  });
}

function byPlace(a: PlannedFix, b: PlannedFix): number {
  const [first, second] = [firstEdit(a), firstEdit(b)];
  return compareText(first.path, second.path) || first.start - second.start || compareText(a.plan.id, b.plan.id);
}

function firstEdit({ plan }: PlannedFix): Pick<Edit, "path" | "start"> {
  return plan.edits[0] ?? { path: "", start: 0 };
}
