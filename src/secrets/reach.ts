import type { Detector } from "./detector.ts";

/** By keyword: how far from it the bytes lie that decide what comes of it. */
export class Reach {
  readonly #back: number[] = [];
  readonly #forward: number[] = [];
  readonly #assignments: boolean[] = [];
  readonly #lengths: number[] = [];
  /** Of the longest keyword. */
  longest = 0;

  add(length: number, detectors: readonly Detector[], isOfAssignments: boolean): void {
    const reaches = detectors.map(reachOf);
    this.#back.push(Math.max(0, ...reaches.map(({ back }) => back)));
    this.#forward.push(Math.max(length, ...reaches.map(({ forward }) => forward)));
    this.#assignments.push(isOfAssignments);
    this.#lengths.push(length);
    this.longest = Math.max(this.longest, length);
  }

  length(keyword: number): number {
    return this.#lengths[keyword] as number;
  }

  back(keyword: number): number {
    return this.#back[keyword] as number;
  }

  forward(keyword: number): number {
    return this.#forward[keyword] as number;
  }

  /** Whether it is part of names that are given values; how far that goes, lines decide. */
  isOfAssignments(keyword: number): boolean {
    return this.#assignments[keyword] as boolean;
  }
}

/** What `detector.ts` promises of each way of taking a value, and the few bytes by which a token's ends are known. */
function reachOf({ take }: Detector): { back: number; forward: number } {
  if (take.kind === "read") {
    return take.far === true ? { back: 64 * 1024, forward: 128 * 1024 } : { back: 4 * 1024, forward: 4 * 1024 };
  }
  if (take.kind !== "token") return { back: 0, forward: 0 };
  const before = (take.before ?? 0) + 4;
  return { back: before, forward: (take.reach ?? 256) + 4 };
}
