import { changedSpan } from "./changed-span.ts";
import type { Changed, FarHit } from "./detector.ts";

/** More of them make a text of which little would be saved. */
const MOST_FAR_HITS = 10_000;

/** Remembers the version of a file that was searched last, so that of the next only what changed has to be. */
export class Series {
  #name: string | undefined;
  #bytes: Buffer = Buffer.alloc(0);
  #farHits: readonly FarHit[] = [];

  /** What is new in the next version; undefined where no version of this series was searched just before. */
  changedIn(name: string | undefined, bytes: Buffer): Changed | undefined {
    if (name === undefined || name !== this.#name) return undefined;
    const span = changedSpan(this.#bytes, bytes);
    const shift = bytes.length - this.#bytes.length;
    const farHits = this.#farHits.flatMap((hit) => {
      if (hit.at + hit.length <= span.from) return [hit];
      return hit.at >= span.to - shift ? [{ ...hit, at: hit.at + shift }] : [];
    });
    return { ...span, farHits };
  }

  /** To be called once a version was searched to its end. */
  searched(name: string | undefined, bytes: Buffer, farHits: readonly FarHit[]): void {
    this.#name = farHits.length > MOST_FAR_HITS ? undefined : name;
    this.#bytes = bytes;
    this.#farHits = farHits;
  }
}
