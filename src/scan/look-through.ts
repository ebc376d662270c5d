import type { Gap } from "../core/gap.ts";
import type { Limits } from "../core/limits.ts";
import type { Place } from "../core/place.ts";
import type { OpenFile, Reader, ReaderContext } from "../core/reader.ts";
import type { Entry, Sink, Stratum, Version, Visitor, Walked, Want } from "../core/source.ts";
import { walkStratum } from "../sources/index.ts";
import { Desk, type Reading } from "./desk.ts";
import { Gathering } from "./gathering.ts";

export type { Reading } from "./desk.ts";

/** What one walk through one stratum gave. Plain data, in the order of the walk. */
export interface Seen {
  readonly readings: readonly Reading[];
  readonly walked: Walked;
  readonly gaps: readonly Gap[];
}

/**
 * Walks once through a stratum and lets every reader take what it wants.
 * @param aside whether the source may use a second thread
 */
export async function lookThrough(
  stratum: Stratum,
  readers: readonly Reader[],
  context: ReaderContext,
  limits: Limits,
  signal?: AbortSignal,
  aside = false,
): Promise<Seen> {
  const desks = readers
    .filter((reader) => !stratum.history || reader.history === true)
    .map((reader) => new Desk(reader, context, limits));
  const visitor = new Rounds(stratum, desks);
  const walked = await walkStratum(stratum, visitor, limits, signal, aside);
  return { readings: desks.map(({ reading }) => reading), walked, gaps: visitor.gaps };
}

/** Files below this are gathered at once: a glance at the first bytes of a small file spares nothing. */
const WORTH_A_GLANCE = 64 * 1024;

/** Hands each entry to the desks that want it. */
class Rounds implements Visitor {
  readonly gaps: Gap[] = [];
  readonly #stratum: Stratum;
  readonly #desks: readonly Desk[];

  constructor(stratum: Stratum, desks: readonly Desk[]) {
    this.#stratum = stratum;
    this.#desks = desks;
  }

  want(entry: Entry): Want {
    const place = this.#place(entry);
    let want: Want = "nothing";
    for (const desk of this.#desks) {
      const wants = desk.wants(entry, place);
      if (wants === "nothing") continue;
      const isPatient = wants === "stream" || (desk.glances && entry.size >= WORTH_A_GLANCE);
      if (!isPatient) want = "whole";
      else if (want === "nothing") want = "stream";
    }
    return want;
  }

  whole(entry: Entry, bytes: Buffer, version?: Version): void {
    const place = this.#place(entry);
    const file = openFile(entry, place, bytes, version);
    for (const desk of this.#takers(entry, place)) {
      if (!desk.glances || desk.staysAfter(bytes, entry, place)) desk.takeWhole(file);
    }
  }

  stream(entry: Entry): Sink {
    const place = this.#place(entry);
    const takers = this.#takers(entry, place);
    const sinks: Sink[] = takers.filter((desk) => !desk.glances).map((desk) => desk.takeStream(entry, place));
    const glancing = takers.filter((desk) => desk.glances);
    if (glancing.length > 0) {
      sinks.push(new Gathering(entry, place, glancing, (bytes) => openFile(entry, place, bytes)));
    }
    return {
      push: (chunk) => {
        let wanted = false;
        for (const sink of sinks) if (sink.push(chunk)) wanted = true;
        return wanted;
      },
      end: () => {
        for (const sink of sinks) sink.end();
      },
    };
  }

  gap(gap: Gap): void {
    this.gaps.push(gap);
  }

  /** A source may deliver a wanted file later than it asked; then the desks are asked again. */
  #takers(entry: Entry, place: Place): readonly Desk[] {
    return this.#desks.filter((desk) => desk.wants(entry, place) !== "nothing");
  }

  #place(entry: Entry): Place {
    return {
      path: entry.path,
      ...(this.#stratum.layer !== undefined && { layer: this.#stratum.layer }),
      ...(entry.commit !== undefined && { commit: entry.commit }),
    };
  }
}

function openFile(entry: Entry, place: Place, bytes: Buffer, version?: Version): OpenFile {
  let text: string | undefined;
  return {
    path: entry.path,
    entry,
    place,
    bytes,
    ...(version !== undefined && { version }),
    text: () => {
      text ??= bytes.toString("utf8").replace(/^\uFEFF/, "");
      return text;
    },
  };
}
