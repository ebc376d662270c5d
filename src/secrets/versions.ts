import type { Place } from "../core/place.ts";
import type { OpenFile, ReaderContext } from "../core/reader.ts";
import type { Copies, Version, VersionId } from "../core/source.ts";
import { isCopied } from "./carried-hits.ts";
import { asRejected, everySearch } from "./credentials-in.ts";
import type { ByteSpan, Searched } from "./detector.ts";
import type { CredentialFact, SecretsFact } from "./facts.ts";
import { Hits } from "./hits.ts";
import { Lines } from "./lines.ts";
import { LongCopies } from "./long-copies.ts";
import { News } from "./news.ts";
import { Readings } from "./reading.ts";
import { Spans } from "./spans.ts";
import { Trace } from "./trace.ts";
import { wrappedCredentials } from "./wrapped-credentials.ts";
import { decodeRuns, mayTouchRun } from "./wrappings/encodings.ts";
import { Budget } from "./wrappings/wrapped.ts";

/** What is remembered of a version while others may be made from it. */
interface Known {
  readonly length: number;
  readonly hits: Hits;
  readonly standing: readonly Standing[];
}

/** A credential in a version, and the trace of where else it stood. */
interface Standing {
  readonly start: number;
  readonly end: number;
  readonly key: string;
  readonly trace: Trace;
}

const MOST_SPARE = 64;

type Finder = (hits: Hits) => readonly SecretsFact[];

/**
 * Searches the versions of files that a history holds. Of each, hits are taken over from the version that it is made
 * from, and only if a candidate comes of what is new, or one is gone, is it searched as a whole. So the same is found as if
 * each were, at a fraction of the price. Each credential is told once for each path, at the oldest version that holds it.
 */
export class Versions {
  readonly #known = new WeakMap<VersionId, Known>();
  readonly #readings = new Readings();
  readonly #news = new News();
  readonly #long = new LongCopies();
  /** Lists that are no longer needed, for those that come. */
  readonly #spare: Hits[] = [];

  /**
   * @param find all that stands in the text, whatever was known before
   * @returns what was not told of yet
   */
  search(file: OpenFile, version: Version, searched: Searched, context: ReaderContext, find: Finder): SecretsFact[] {
    const { base } = version;
    const known = base && this.#known.get(base.id);
    if (base === undefined || known === undefined) {
      const hits = everySearch().hitsInFirstVersion(file.bytes);
      return this.#tell(file, version, hits, find(hits), []);
    }
    const copies = this.#long.of(base.copies);
    const news = this.#news.of(file.bytes, copies, known.length);
    const hits = everySearch().hitsInVersion(file.bytes, known.hits, copies, news);
    const losesFruit = everySearch().losesFruit(known.hits, base.copies);
    const carried = carryStanding(known.standing, base.copies);
    if (base.isDone) this.#forget(base.id, known);
    const losesAny = losesFruit || !known.standing.every(({ start, end }) => isCopied(start, end, base.copies));
    if (losesAny || (base.path !== file.path && !this.#areReadAlike(base.path, file.path))) {
      return this.#tell(file, version, hits, find(hits), carried);
    }
    const { found, rejections } = everySearch().bringsNew(searched, context.explain, hits, news);
    if (found || bringsWrapped(file, context, news)) {
      return this.#tell(file, version, hits, find(hits), carried);
    }
    this.#remember(version, file, hits, carried);
    return [
      ...moveTraces(carried, file, version),
      ...(context.explain ? asRejected(rejections, file.bytes, file.place) : []),
    ];
  }

  /** Those that were carried over are known; the others begin a trace. */
  #tell(
    file: OpenFile,
    version: Version,
    hits: Hits,
    facts: readonly SecretsFact[],
    carried: readonly Standing[],
  ): SecretsFact[] {
    const others: SecretsFact[] = [];
    const standing: Standing[] = [];
    const traces = new Map(carried.map((one) => [placeKey(one), one.trace]));
    for (const fact of facts) {
      if (fact.kind !== "credential") {
        others.push(fact);
        continue;
      }
      const one = { start: fact.start, end: fact.end, key: keyOf(fact) };
      standing.push({ ...one, trace: traces.get(placeKey(one)) ?? new Trace(fact) });
    }
    standing.sort((a, b) => a.start - b.start);
    this.#remember(version, file, hits, standing);
    return [...moveTraces(standing, file, version), ...others];
  }

  /** Where not, nothing but the hits can be believed of the other version. */
  #areReadAlike(path: string, other: string): boolean {
    return this.#readings.of(path) === this.#readings.of(other);
  }

  #remember(version: Version, { bytes }: OpenFile, hits: Hits, standing: readonly Standing[]): void {
    if (!version.hasHeirs) return;
    const kept = this.#spare.pop() ?? new Hits();
    kept.copy(hits);
    this.#known.set(version.id, { length: bytes.length, hits: kept, standing });
  }

  #forget(id: VersionId, { hits }: Known): void {
    this.#known.delete(id);
    if (this.#spare.length < MOST_SPARE) this.#spare.push(hits);
  }
}

function placeKey({ start, end, key }: Omit<Standing, "trace">): string {
  return `${start} ${end} ${key}`;
}

/** What makes two occurrences the same to whoever reads of them. */
function keyOf({ subject, detector, encoding, grade, severity, allowance }: CredentialFact): string {
  return JSON.stringify([subject, detector, encoding, grade, severity, allowance]);
}

/** Those whose bytes were taken over, where they are now. */
function carryStanding(standing: readonly Standing[], copies: Copies): Standing[] {
  if (standing.length === 0) return [];
  const carried: Standing[] = [];
  for (let at = 0; at < copies.length; at += 3) {
    const [start = 0, from = 0, length = 0] = [copies[at], copies[at + 1], copies[at + 2]];
    for (const one of standing) {
      if (one.start < from || one.end > from + length) continue;
      carried.push({ ...one, start: one.start - from + start, end: one.end - from + start });
    }
  }
  return carried;
}

function bringsWrapped({ bytes, path, place }: OpenFile, context: ReaderContext, news: News): boolean {
  for (let index = 0; index < news.count; index++) {
    const [from, to] = [news.from(index), news.to(index)];
    if (!mayTouchRun(bytes, from, to) || !wrapsAnything(bytes, { from, to })) continue;
    const silent = { ...context, explain: false };
    for (const _ of wrappedCredentials(bytes, path, place, silent, new Spans(), { from, to })) return true;
  }
  return false;
}

/**
 * Most runs of digits decode to nothing: that is found out before anything is made ready to search in it. What is an
 * archive as a whole, or in another encoding, is no version here.
 */
function wrapsAnything(bytes: Buffer, stretch: ByteSpan): boolean {
  for (const _ of decodeRuns(bytes, new Budget(), stretch)) return true;
  return false;
}

/** Notes that they stand in this version, too. Yields those that were not told of under this path yet. */
function moveTraces(
  standing: readonly Standing[],
  { bytes, place, entry }: OpenFile,
  { time }: Version,
): CredentialFact[] {
  let lines: Lines | undefined;
  const told: CredentialFact[] = [];
  for (const { start, end, trace } of standing) {
    const at = (): Place => (lines ??= new Lines(bytes)).placeOf(start, place);
    const fact = trace.sight(place, entry.blob ?? "", time, { start, end, at });
    if (fact !== undefined) told.push(fact);
  }
  return told;
}
