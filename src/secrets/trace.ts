import type { Place } from "../core/place.ts";
import type { CredentialFact } from "./facts.ts";

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** Where in a version it stands; its line is only counted when it is asked for. */
interface Sighted {
  readonly start: number;
  readonly end: number;
  readonly at: () => Place;
}

/**
 * One credential through the versions of a history, as these are met, in whatever order. It is told once for each path,
 * and what was told moves to an older version when one comes by that holds it, too.
 */
export class Trace {
  readonly #first: CredentialFact;
  readonly #told = new Map<string, Mutable<CredentialFact>>();

  constructor(first: CredentialFact) {
    this.#first = first;
  }

  /**
   * @param blob the object that holds it here
   * @param time of the version's commit, in seconds since 1970
   * @returns the fact to tell, unless it was told of under this path before
   */
  sight(place: Place, blob: string, time: number, { start, end, at }: Sighted): CredentialFact | undefined {
    const path = place.path ?? "";
    const known = this.#told.get(path);
    if (known === undefined) {
      const fact = { ...this.#first, at: at(), start, end, blob, committedAt: time };
      this.#told.set(path, fact);
      return fact;
    }
    if (isOlder(time, place, known)) Object.assign(known, { at: at(), start, end, blob, committedAt: time });
    return undefined;
  }
}

function isOlder(time: number, { commit = "" }: Place, known: CredentialFact): boolean {
  const before = known.committedAt ?? 0;
  return time < before || (time === before && commit < (known.at.commit ?? ""));
}
