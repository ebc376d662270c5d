import { type Repository, readBlobs } from "../../connect/git/index.ts";
import { WaybillError } from "../../core/errors.ts";
import type { Limits } from "../../core/limits.ts";
import { describePlace } from "../../core/place.ts";
import type { Entry, Visitor, Want } from "../../core/source.ts";
import { beginDelivery, type Delivery } from "../delivery.ts";
import { VersionChain } from "./version-chain.ts";

/** A blob and the name under which somebody wants it. */
export interface WantedBlob {
  readonly blob: string;
  readonly entry: Entry;
  readonly want: Want;
  /** Of a history's blob: when its commit was made, in seconds since 1970. */
  readonly time?: number;
}

/** Blobs at which git may give up before the rest is called unreadable. */
const MOST_FAULTS = 100;

/** Takes blobs out of git one after the other; what it cannot give, or gives up at, is a gap. Answers the bytes. */
export async function deliverBlobs(
  repository: Repository,
  wanted: readonly WantedBlob[],
  visitor: Visitor,
  limits: Limits,
  signal?: AbortSignal,
): Promise<number> {
  const taker = new Taker(wanted, visitor, limits);
  for (let faults = 0; taker.done < wanted.length; ) {
    const ids = wanted.slice(taker.done).map(({ blob }) => blob);
    try {
      // A program that dies takes along what it has not written yet: after a fault it writes each blob at once.
      await readBlobs(repository, ids, taker.from(taker.done), { signal, isCautious: faults > 0 });
      break;
    } catch (error) {
      taker.breakOff();
      if (!(error instanceof WaybillError) || error.code !== "git/failed") throw error;
      if (faults++ > 0) taker.refuse(taker.done, "git could not read its content: the repository is damaged");
      if (faults > MOST_FAULTS) {
        while (taker.done < wanted.length) taker.refuse(taker.done, "not read: git failed too often before");
      }
    }
  }
  return taker.bytes;
}

class Taker {
  bytes = 0;
  /** Blobs that were delivered or refused. */
  done = 0;
  readonly #wanted: readonly WantedBlob[];
  readonly #visitor: Visitor;
  readonly #limits: Limits;
  readonly #chain = new VersionChain();
  #delivery: Delivery | undefined;
  #wantsMore = false;

  constructor(wanted: readonly WantedBlob[], visitor: Visitor, limits: Limits) {
    this.#wanted = wanted;
    this.#visitor = visitor;
    this.#limits = limits;
  }

  from(start: number) {
    return {
      begin: (index: number, size: number) => this.#begin(start + index, size),
      push: (chunk: Buffer) => {
        this.bytes += chunk.length;
        if (this.#wantsMore) this.#wantsMore = this.#delivery?.push(chunk) ?? false;
      },
      end: () => {
        this.#delivery?.end(true);
        this.#delivery = undefined;
        this.done++;
      },
      missing: (index: number) => {
        this.refuse(start + index, "git does not have its content here (a partial clone, or a damaged one)");
      },
    };
  }

  breakOff(): void {
    this.#delivery?.end(false);
    this.#delivery = undefined;
  }

  refuse(index: number, reason: string): void {
    const { entry } = this.#at(index);
    const where = describePlace({ path: entry.path, ...(entry.commit !== undefined && { commit: entry.commit }) });
    this.#visitor.gap({ where, reason });
    this.done++;
  }

  #begin(index: number, size: number): void {
    const { entry, want, time } = this.#at(index);
    const isLast = this.#wanted[index + 1]?.entry.path !== entry.path;
    const describe =
      time === undefined ? undefined : (bytes: Buffer) => this.#chain.next(entry.path, bytes, time, isLast);
    const sized = { ...entry, size };
    // Its size was not known when it was asked about; what is too large in one piece may be wanted in another way.
    const asked = size > this.#limits.wholeFileBytes ? this.#visitor.want(sized) : want;
    this.#delivery = beginDelivery(this.#visitor, sized, asked, this.#limits, describe);
    this.#wantsMore = this.#delivery !== undefined;
  }

  #at(index: number): WantedBlob {
    const found = this.#wanted[index];
    if (found === undefined) throw new Error("git answered more blobs than were asked for");
    return found;
  }
}
