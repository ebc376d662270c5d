import type { Fact } from "../core/fact.ts";
import type { Gap } from "../core/gap.ts";
import type { Limits } from "../core/limits.ts";
import type { Place } from "../core/place.ts";
import { describePlace } from "../core/place.ts";
import type { GapFact, OpenFile, Reader, ReaderContext, StreamReader } from "../core/reader.ts";
import type { Entry, Sink, Stratum, Visitor, Walked, Want } from "../core/source.ts";
import { walkStratum } from "../sources/index.ts";

/** What one reader took from one stratum. */
export interface Reading {
  readonly reader: string;
  files: number;
  bytes: number;
  readonly facts: Fact[];
  readonly gaps: Gap[];
}

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

/** Hands each entry to the desks that want it. */
class Rounds implements Visitor {
  readonly gaps: Gap[] = [];
  readonly #stratum: Stratum;
  readonly #desks: readonly Desk[];
  #taking: Desk[] = [];

  constructor(stratum: Stratum, desks: readonly Desk[]) {
    this.#stratum = stratum;
    this.#desks = desks;
  }

  want(entry: Entry): Want {
    this.#taking = [];
    let want: Want = "nothing";
    for (const desk of this.#desks) {
      const wants = desk.wants(entry, this.#place(entry));
      if (wants === "nothing") continue;
      this.#taking.push(desk);
      if (want !== "whole") want = wants;
    }
    return want;
  }

  whole(entry: Entry, bytes: Buffer): void {
    const file = openFile(entry, this.#place(entry), bytes);
    for (const desk of this.#takers(entry)) desk.takeWhole(file);
  }

  stream(entry: Entry): Sink {
    const sinks = this.#takers(entry).map((desk) => desk.takeStream(entry, this.#place(entry)));
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
  #takers(entry: Entry): readonly Desk[] {
    const place = this.#place(entry);
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

/** One reader at work: asks it, feeds it, and keeps what it says and what it could not. */
class Desk {
  readonly reading: Reading;
  readonly #reader: Reader;
  readonly #context: ReaderContext;
  readonly #limits: Limits;
  #asked: Entry | undefined;
  #answer: Want = "nothing";

  constructor(reader: Reader, context: ReaderContext, limits: Limits) {
    this.reading = { reader: reader.id, files: 0, bytes: 0, facts: [], gaps: [] };
    this.#reader = reader;
    this.#context = context;
    this.#limits = limits;
  }

  wants(entry: Entry, place: Place): Want {
    if (this.#asked === entry) return this.#answer;
    this.#asked = entry;
    this.#answer = this.#decide(entry, place);
    return this.#answer;
  }

  #decide(entry: Entry, place: Place): Want {
    try {
      if (!this.#reader.wants(entry, this.#context)) return "nothing";
    } catch (error) {
      this.#crashed(place, error);
      return "nothing";
    }
    if (isStreamReader(this.#reader)) return "stream";
    const limit = Math.min(this.#reader.limit ?? Number.POSITIVE_INFINITY, this.#limits.wholeFileBytes);
    if (entry.size <= limit) return "whole";
    this.#gap(place, `too large: ${entry.size} bytes, ${this.#reader.id} reads up to ${limit}`);
    return "nothing";
  }

  takeWhole(file: OpenFile): void {
    const reader = this.#reader;
    if (isStreamReader(reader)) {
      const sink = this.takeStream(file.entry, file.place);
      sink.push(file.bytes);
      sink.end();
      return;
    }
    this.#count(file.bytes.length);
    try {
      this.#keep(reader.read(file, this.#context));
    } catch (error) {
      this.#crashed(file.place, error);
    }
  }

  takeStream(entry: Entry, place: Place): Sink {
    const reader = this.#reader;
    if (!isStreamReader(reader)) throw new Error(`${reader.id} does not read streams`);
    this.#count(0);
    let stream: ReturnType<StreamReader["open"]> | undefined;
    let open = true;
    const guarded = <T>(step: () => T): T | undefined => {
      try {
        return step();
      } catch (error) {
        open = false;
        this.#crashed(place, error);
        return undefined;
      }
    };
    return {
      push: (chunk) => {
        if (!open) return false;
        stream ??= guarded(() => reader.open(entry, place, this.#context));
        this.reading.bytes += chunk.length;
        open = guarded(() => stream?.push(chunk)) === true;
        return open;
      },
      end: () => {
        if (stream !== undefined) guarded(() => this.#keep(stream?.end() ?? []));
      },
    };
  }

  #count(bytes: number): void {
    this.reading.files++;
    this.reading.bytes += bytes;
  }

  #keep(facts: Iterable<Fact | GapFact>): void {
    for (const fact of facts) {
      if (isGap(fact)) this.#gap(fact.at, fact.reason);
      else this.reading.facts.push(fact);
    }
  }

  #crashed(place: Place, error: unknown): void {
    this.#gap(place, `crashed: ${this.#reader.id} stopped on this file (${errorName(error)})`);
  }

  #gap(place: Place, reason: string): void {
    this.reading.gaps.push({ where: describePlace(place), reason });
  }
}

function isStreamReader(reader: Reader): reader is StreamReader {
  return "open" in reader;
}

function isGap(fact: Fact | GapFact): fact is GapFact {
  return fact.kind === "gap";
}

/** An error's class alone: its message may hold what stands in the file. */
function errorName(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}

function openFile(entry: Entry, place: Place, bytes: Buffer): OpenFile {
  let text: string | undefined;
  return {
    path: entry.path,
    entry,
    place,
    bytes,
    text: () => {
      text ??= bytes.toString("utf8").replace(/^\uFEFF/, "");
      return text;
    },
  };
}
