import type { Detector, TakeAssigned } from "./detector.ts";
import type { Assignment } from "./frames/assignment.ts";
import { flatName } from "./frames/secret-names.ts";

type AssignedDetector = Detector & { readonly take: TakeAssigned };

/** How far before a name its provider may be named. */
const CONTEXT = 160;

interface Filed {
  readonly name: string;
  readonly detector: AssignedDetector;
}

/** Names that are remembered with what is filed for them: for most it is nothing. */
const MOST_KNOWN = 20_000;

/** Detectors that know a value by its name and by the provider beside it, filed by how the name ends. */
export class AssignedDetectors {
  /** By the last three letters of a name. */
  readonly #byEnd = new Map<string, Filed[]>();
  readonly #byName = new Map<string, readonly Filed[]>();

  constructor(detectors: readonly Detector[]) {
    for (const detector of detectors.filter(isAssigned)) {
      for (const name of detector.take.names) {
        const end = name.slice(-3);
        const filed = this.#byEnd.get(end);
        if (filed === undefined) this.#byEnd.set(end, [{ name, detector }]);
        else filed.push({ name, detector });
      }
    }
  }

  /** Those that take this value. */
  of(assignment: Assignment, bytes: Buffer): readonly Detector[] {
    const filed = this.#filedFor(assignment.name);
    if (filed.length === 0) return NOBODY;
    const taking = new Set<AssignedDetector>();
    let context: string | undefined;
    for (const { detector } of filed) {
      if (taking.has(detector) || !isWhole(detector.take.pattern, assignment.value)) continue;
      context ??= contextOf(assignment, bytes);
      if (detector.take.near.some((word) => context?.includes(word))) taking.add(detector);
    }
    return [...taking];
  }

  #filedFor(name: string): readonly Filed[] {
    let filed = this.#byName.get(name);
    if (filed === undefined) {
      if (this.#byName.size >= MOST_KNOWN) this.#byName.clear();
      const flat = flatName(name);
      filed = this.#byEnd.get(flat.slice(-3))?.filter((one) => flat.endsWith(one.name)) ?? NOTHING;
      this.#byName.set(name, filed);
    }
    return filed;
  }
}

const NOBODY: readonly Detector[] = [];
const NOTHING: readonly Filed[] = [];

function isAssigned(detector: Detector): detector is AssignedDetector {
  return detector.take.kind === "assigned";
}

function isWhole(pattern: RegExp, value: string): boolean {
  pattern.lastIndex = 0;
  return pattern.exec(value)?.[0].length === value.length;
}

function contextOf({ name, nameStart }: Assignment, bytes: Buffer): string {
  return `${bytes.toString("latin1", Math.max(0, nameStart - CONTEXT), nameStart)}${name}`.toLowerCase();
}
