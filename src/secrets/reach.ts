import type { Detector } from "./detector.ts";

/** By keyword: how far from it the bytes lie that decide what comes of it. */
export class Reach {
  readonly #whole: Stretch[] = [];
  /** Of one of which nothing was said: what decides whether that stays so. */
  readonly #ofSilence: Stretch[] = [];
  readonly #assignments: boolean[] = [];
  readonly #lengths: number[] = [];
  /** Of the longest keyword. */
  longest = 0;

  add(length: number, detectors: readonly Detector[], isOfAssignments: boolean): void {
    this.#whole.push(greatest(length, detectors.map(reachOf)));
    this.#ofSilence.push(greatest(length, detectors.map(silenceOf)));
    this.#assignments.push(isOfAssignments);
    this.#lengths.push(length);
    this.longest = Math.max(this.longest, length);
  }

  length(keyword: number): number {
    return this.#lengths[keyword] as number;
  }

  back(keyword: number, isSilent: boolean): number {
    return ((isSilent ? this.#ofSilence : this.#whole)[keyword] as Stretch).back;
  }

  forward(keyword: number, isSilent: boolean): number {
    return ((isSilent ? this.#ofSilence : this.#whole)[keyword] as Stretch).forward;
  }

  /** Whether it is part of names that are given values; how far that goes, lines decide. */
  isOfAssignments(keyword: number): boolean {
    return this.#assignments[keyword] as boolean;
  }
}

interface Stretch {
  readonly back: number;
  readonly forward: number;
}

/** What any of them looks at, and the keyword itself. */
function greatest(length: number, stretches: readonly Stretch[]): Stretch {
  return {
    back: Math.max(0, ...stretches.map(({ back }) => back)),
    forward: Math.max(length, ...stretches.map(({ forward }) => forward)),
  };
}

function silenceOf(detector: Detector): Stretch {
  const { take } = detector;
  return (take.kind === "read" ? take.decidedWithin : undefined) ?? reachOf(detector);
}

/** What `detector.ts` promises of each way of taking a value, and the few bytes by which a token's ends are known. */
function reachOf({ take }: Detector): Stretch {
  if (take.kind === "read") {
    return take.far === true ? { back: 64 * 1024, forward: 128 * 1024 } : { back: 4 * 1024, forward: 4 * 1024 };
  }
  if (take.kind !== "token") return { back: 0, forward: 0 };
  const before = (take.before ?? 0) + 4;
  return { back: before, forward: (take.reach ?? 256) + 4 };
}
