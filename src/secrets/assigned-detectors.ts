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

/** Those that a name may belong to, and of values under it those whose look suits: versions of a text repeat them. */
interface Suitors {
  readonly filed: readonly Filed[];
  readonly byValue: Map<string, readonly AssignedDetector[]>;
}

/** Names and values that are remembered, and the longest such value: a few MiB at the most. */
const MOST_KNOWN = 20_000;
const LONGEST_KNOWN = 128;

/** Detectors that know a value by its name and by the provider beside it, filed by how the name ends. */
export class AssignedDetectors {
  /** By the last three letters of a name. */
  readonly #byEnd = new Map<string, Filed[]>();
  readonly #byName = new Map<string, Suitors>();
  #known = 0;

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
    const suitors = this.#suitorsOf(assignment.name);
    if (suitors === NO_SUITORS) return NOBODY;
    const suiting = this.#suitingTo(assignment.value, suitors);
    if (suiting.length === 0) return NOBODY;
    const context = contextOf(assignment, bytes);
    return suiting.filter(({ take }) => take.near.some((word) => context.includes(word)));
  }

  #suitorsOf(name: string): Suitors {
    let suitors = this.#byName.get(name);
    if (suitors === undefined) {
      this.#makeRoom();
      const flat = flatName(name);
      const filed = this.#byEnd.get(flat.slice(-3))?.filter((one) => flat.endsWith(one.name)) ?? [];
      suitors = filed.length === 0 ? NO_SUITORS : { filed, byValue: new Map() };
      this.#byName.set(name, suitors);
    }
    return suitors;
  }

  #suitingTo(value: string, { filed, byValue }: Suitors): readonly AssignedDetector[] {
    const known = byValue.get(value);
    if (known !== undefined) return known;
    const detectors = new Set(filed.map(({ detector }) => detector));
    const suiting = [...detectors].filter(({ take }) => isWhole(take.pattern, value));
    if (value.length > LONGEST_KNOWN) return suiting;
    this.#makeRoom();
    byValue.set(value, suiting.length === 0 ? NOBODY : suiting);
    return suiting;
  }

  #makeRoom(): void {
    if (++this.#known <= MOST_KNOWN) return;
    this.#byName.clear();
    this.#known = 1;
  }
}

const NOBODY: readonly AssignedDetector[] = [];
const NO_SUITORS: Suitors = { filed: [], byValue: new Map() };

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
