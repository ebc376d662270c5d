import { statSync } from "node:fs";
import type { Component } from "../../../core/component.ts";
import { WaybillError } from "../../../core/errors.ts";
import { type Gap, isComplete } from "../../../core/gap.ts";
import type { Ancestor, LineageFact } from "../../../core/image.ts";
import { describePlace } from "../../../core/place.ts";
import type { Target } from "../../../core/target.ts";
import { placesToldIn, subjectOfBill, type UnclaimedProgramsFact } from "../../../scan/bills.ts";
import { look } from "../../look.ts";
import type { Options } from "../../options.ts";
import { plural, size } from "../../print/words.ts";
import { readBill } from "./read-bill.ts";

/** The bill of a target, or the one that a document holds. */
export interface LookedBill {
  /** What the components belong to: of a document, what it says that it is about. */
  readonly target: Target;
  /** Whether a document says so, and not we. */
  readonly isListed: boolean;
  readonly components: readonly Component[];
  readonly gaps: readonly Gap[];
  readonly isWhole: boolean;
  /** Files that were met; in images, folders and links as well. */
  readonly entries: number;
  /** What a document lists without a package URL, so that it is no component. */
  readonly withoutPurl: number;
  /** Of an image: the known bases that it stands on, nearest first. */
  readonly ancestors: readonly Ancestor[];
  readonly unclaimed: UnclaimedProgramsFact | undefined;
  /** Of an image: the diff ids of its layers, lowest first. */
  readonly diffIds: readonly string[];
  readonly startedAt: Date;
}

/** Looks at a target for its components alone, and says on standard error what could not be read. */
export async function lookAtBill(target: string, options: Options): Promise<LookedBill> {
  const selection = { only: ["inventory"], skip: [] };
  const { report, components, facts } = await look({ target, options, selection, history: false });
  const gaps = report.coverage.flatMap((entry) => entry.gaps);
  if (components.length + gaps.length === 0) requireMoreThanAFile(target, report.target);
  const [first] = gaps;
  if (first !== undefined && !options.quiet) {
    process.stderr.write(
      `waybill: ${plural(gaps.length, "place")} of ${target} could not be read, so the bill is not whole. First: ${first.where}: ${first.reason}\n`,
    );
  }
  const [unclaimed] = facts.of<UnclaimedProgramsFact>("unclaimed-programs");
  if (unclaimed !== undefined && !options.quiet) sayStrangers(unclaimed);
  return {
    ...listedIn(report.target, components),
    gaps,
    isWhole: isComplete(report.coverage),
    entries: report.coverage.find(({ analyzer }) => analyzer === "sources/files")?.examined["entries"] ?? 0,
    withoutPurl: report.coverage.reduce((sum, { examined }) => sum + (examined["withoutPurl"] ?? 0), 0),
    ancestors: facts.of<LineageFact>("lineage").flatMap((lineage) => lineage.ancestors),
    unclaimed,
    diffIds: (report.layers ?? []).map(({ diffId }) => diffId),
    startedAt: new Date(report.startedAt),
  };
}

/** No gap: the programs were seen, and there is nothing in them or beside them that tells what they are. */
function sayStrangers({ unclaimed, bytes, largest: [first] }: UnclaimedProgramsFact): void {
  if (first === undefined) return;
  process.stderr.write(
    `waybill: no package brought ${plural(unclaimed, "program")} (${size(bytes)}), which the bill cannot list. Largest: ${describePlace(first.at)}\n`,
  );
}

/** An empty bill of a file that nobody reads would look like the answer that nothing is in it. */
function requireMoreThanAFile(word: string, { kind }: Target): void {
  if (kind !== "directory" || statSync(word, { throwIfNoEntry: false })?.isFile() !== true) return;
  throw new WaybillError(
    "call/no-bill",
    `${word} is neither a bill of materials nor a file that lists packages.`,
    "Name a bill in CycloneDX or SPDX, a lock file, a folder or an image.",
  );
}

/** Of a document: what it is about in place of its own name, and the places in there in place of its own. */
function listedIn(
  target: Target,
  components: readonly Component[],
): Pick<LookedBill, "target" | "isListed" | "components"> {
  if (target.kind !== "sbom") return { target, isListed: false, components };
  const text = readBill(target.ref.replace(/^sbom:/, ""));
  const told = placesToldIn(text);
  return {
    target: subjectOfBill(text) ?? target,
    isListed: true,
    components: components.map((component) => {
      const occurrences = told.get(component.purl);
      return occurrences === undefined ? component : { ...component, occurrences: [...occurrences] };
    }),
  };
}
