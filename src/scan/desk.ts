import type { Fact } from "../core/fact.ts";
import type { Gap } from "../core/gap.ts";
import type { Limits } from "../core/limits.ts";
import { describePlace, type Place } from "../core/place.ts";
import type { GapFact, OpenFile, Reader, ReaderContext, StreamReader, WholeReader } from "../core/reader.ts";
import type { Entry, Sink, Want } from "../core/source.ts";

/** What one reader took from one stratum. */
export interface Reading {
  readonly reader: string;
  files: number;
  bytes: number;
  readonly facts: Fact[];
  readonly gaps: Gap[];
}

/** One reader at work: asks it, feeds it, and keeps what it says and what it could not. */
export class Desk {
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

  /** Whether it wants to see a file's first bytes before the file is gathered for it. */
  get glances(): boolean {
    return !isStreamReader(this.#reader) && this.#reader.declines !== undefined;
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
    return this.glances || this.#fits(this.#reader, entry, place) ? "whole" : "nothing";
  }

  /** Says no, and why, to a file that is too large to be read in one piece. */
  #fits(reader: WholeReader, { size }: Entry, place: Place): boolean {
    const limit = Math.min(reader.limit ?? Number.POSITIVE_INFINITY, this.#limits.wholeFileBytes);
    if (size > limit) this.#gap(place, `too large: ${size} bytes, ${reader.id} reads up to ${limit}`);
    return size <= limit;
  }

  /** After a glance at the first bytes: whether the whole file is to be gathered for it. */
  staysAfter(head: Buffer, entry: Entry, place: Place): boolean {
    const reader = this.#reader;
    if (isStreamReader(reader)) return false;
    const instead = this.#guarded(place, () => reader.declines?.(head) ?? "read");
    if (instead === "read") return this.#fits(reader, entry, place);
    this.#count(head.length);
    this.#keep(instead ?? []);
    return false;
  }

  takeWhole(file: OpenFile): void {
    const reader = this.#reader;
    if (isStreamReader(reader)) {
      const sink = this.takeStream(file.entry, file.place);
      sink.push(file.bytes);
      sink.end();
      return;
    }
    if (file.entry.type !== "directory") this.#count(file.bytes.length);
    this.#guarded(file.place, () => this.#keep(reader.read(file, this.#context)));
  }

  takeStream(entry: Entry, place: Place): Sink {
    const reader = this.#reader;
    if (!isStreamReader(reader)) throw new Error(`${reader.id} does not read streams`);
    this.#count(0);
    let stream: ReturnType<StreamReader["open"]> | undefined;
    let answer: boolean | undefined = true;
    return {
      push: (chunk) => {
        if (answer !== true) return false;
        const reading = (stream ??= this.#guarded(place, () => reader.open(entry, place, this.#context)));
        this.reading.bytes += chunk.length;
        answer = reading && this.#guarded(place, () => reading.push(chunk));
        return answer === true;
      },
      end: () => {
        const reading = stream;
        if (reading === undefined || answer === undefined) return; // no bytes came, or it crashed
        this.#guarded(place, () => this.#keep(reading.end()));
      },
    };
  }

  /** The file's bytes ended before its size was reached. */
  brokeOff(entry: Entry, place: Place, bytes: number): void {
    this.#gap(place, `broke off: ${bytes} of ${entry.size} bytes could be read`);
  }

  #guarded<T>(place: Place, step: () => T): T | undefined {
    try {
      return step();
    } catch (error) {
      this.#crashed(place, error);
      return undefined;
    }
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
