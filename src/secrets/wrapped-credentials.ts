import type { Place } from "../core/place.ts";
import type { ReaderContext } from "../core/reader.ts";
import { type GapFact, gapAt } from "../core/reader.ts";
import { allowanceAt } from "./allowance.ts";
import { credentialsIn } from "./credentials-in.ts";
import type { ByteSpan } from "./detector.ts";
import type { CredentialFact, RejectedSecretFact, SecretsFact } from "./facts.ts";
import { formatOf, isBinary } from "./file-kinds.ts";
import { Lines } from "./lines.ts";
import { Readings } from "./reading.ts";
import type { Spans } from "./spans.ts";
import { archiveOf } from "./wrappings/archives.ts";
import { gzipContent } from "./wrappings/gzip-content.ts";
import { unwrap } from "./wrappings/unwrap.ts";
import { Budget, type Wrapped, type Wrapping } from "./wrappings/wrapped.ts";

/** Wrappings around a text: an archive in base64 with an archive in it, and one for the text's own values. */
const DEEPEST = 5;

type Known = Pick<ReaderContext, "identityKey" | "explain">;

/** A text as it was reached: what holds it and where its outermost wrapping stands in the file. */
interface Held {
  readonly bytes: Buffer;
  readonly path: string;
  /** From the outside in: `base64`, `gzip`, `zip: conf/.env`. */
  readonly trail: readonly string[];
  readonly start: number;
  readonly end: number;
  readonly isWholeFile: boolean;
}

/**
 * The credentials in archives and encoded texts that a file holds, however nested to a bounded depth. Their span is that
 * of the outermost wrapping; what could not be unpacked is a gap at the file.
 *
 * @param decoded spans of the file that need not be decoded
 * @param stretch of a text, the bytes that encoded texts must touch
 */
export function* wrappedCredentials(
  bytes: Buffer,
  path: string,
  place: Place,
  context: Known,
  decoded: Spans<true>,
  stretch?: ByteSpan,
  budget?: Budget,
): Iterable<CredentialFact | RejectedSecretFact | GapFact> {
  const mayBeKnown = budget === undefined && !context.explain && archiveOf(bytes) === "gzip";
  const content = mayBeKnown ? contentKey(bytes, path) : undefined;
  if (content !== undefined && without.has(content)) return;
  let isWithout = true;
  for (const fact of searchWrapped(bytes, path, place, context, decoded, stretch, budget ?? new Budget())) {
    isWithout = false;
    yield fact;
  }
  if (!isWithout || content === undefined) return;
  if (without.size >= MOST_KNOWN) without.clear();
  without.add(content);
}

/**
 * Contents of gzips in which there is nothing. What is built and checked in is packed anew each time: of those in the history of
 * prometheus, nine of ten hold what another one held before.
 */
const without = new Set<string>();
const MOST_KNOWN = 50_000;
const readings = new Readings();

function contentKey(bytes: Buffer, path: string): string | undefined {
  const content = gzipContent(bytes);
  return content === undefined ? undefined : `${content} ${readings.of(unpackedPath(path))}`;
}

function* searchWrapped(
  bytes: Buffer,
  path: string,
  place: Place,
  context: Known,
  decoded: Spans<true>,
  stretch: ByteSpan | undefined,
  budget: Budget,
): Iterable<CredentialFact | RejectedSecretFact | GapFact> {
  const seen = new Set<string>();
  const lines = new Lines(bytes);
  const gaps = new Set<string>();
  const waiting: Held[] = [{ bytes, path, trail: [], start: 0, end: bytes.length, isWholeFile: true }];
  for (let held = waiting.pop(); held !== undefined; held = waiting.pop()) {
    const inner: Held[] = [];
    const isOutermost = held.trail.length === 0;
    for (const part of unwrap(held.bytes, budget, isOutermost ? stretch : undefined)) {
      if ("sealed" in part) gaps.add(describe(part.sealed, [...held.trail, part.name]));
      else if (held.trail.length >= DEEPEST) gaps.add(describe(`nested deeper than ${DEEPEST}`, held.trail));
      else inner.push(within(held, part));
    }
    waiting.push(...inOrder(isOutermost ? inner.filter(({ start, end }) => !decoded.overlapping(start, end)) : inner));
    if (isOutermost || isBinary(held.bytes)) continue;
    const searched = { bytes: held.bytes, path: held.path, format: formatOf(held.path) };
    for (const fact of credentialsIn(searched, place, context)) {
      if (fact.kind === "secrets-left-out" || isKnown(fact, seen)) continue;
      yield outside(fact, held, bytes, place, lines);
    }
  }
  for (const gap of gaps) yield gapAt(place, gap);
}

/** Last first, as they are taken from the end: so places are asked for in the order of the file. */
function inOrder(held: readonly Held[]): Held[] {
  return held.toSorted((a, b) => a.start - b.start).reverse();
}

function within(held: Held, { by, name, bytes, start, end }: Wrapped): Held {
  const isWholeFile = held.isWholeFile && !INSIDE_TEXT.has(by);
  const outermost = held.trail.length === 0 ? { start, end } : { start: held.start, end: held.end };
  const path = pathWithin(held, by, name);
  return { bytes, path, trail: [...held.trail, name === "" ? by : `${by}: ${name}`], isWholeFile, ...outermost };
}

const INSIDE_TEXT: ReadonlySet<Wrapping> = new Set<Wrapping>(["base64", "hex", "percent"]);

/** What says which format it has. */
function pathWithin({ path }: Held, by: Wrapping, name: string): string {
  if (name !== "") return name;
  return INSIDE_TEXT.has(by) ? by : unpackedPath(path);
}

function unpackedPath(path: string): string {
  return path.replace(/\.(?:gz|zst)$/i, "");
}

function describe(reason: string, trail: readonly string[]): string {
  const where = trail.filter((step) => step !== "").join(" > ");
  return where === "" ? reason : `${reason} (in ${where})`;
}

function isKnown(fact: SecretsFact, seen: Set<string>): boolean {
  const key = JSON.stringify(fact.kind === "credential" ? [fact.subject, fact.detector] : [fact.kind, fact.at]);
  if (seen.has(key)) return true;
  seen.add(key);
  return false;
}

function outside<F extends CredentialFact | RejectedSecretFact>(
  fact: F,
  held: Held,
  file: Buffer,
  place: Place,
  lines: Lines,
): F {
  const at = held.isWholeFile ? place : lines.placeOf(held.start, place);
  if (fact.kind !== "credential") return { ...fact, at };
  // Beside an encoded text the file's own line decides; an archive's texts speak for themselves.
  const allowance = held.isWholeFile ? fact.allowance : allowanceAt(file, held.start, []);
  const line = fact.at.line === undefined ? "" : `, line ${fact.at.line}`;
  return {
    ...fact,
    at,
    start: held.start,
    end: held.end,
    encoding: "wrapped",
    ...(allowance !== undefined && { allowance }),
    evidence: [...fact.evidence, { kind: "check", text: `taken out of ${held.trail.join(" > ")}${line}` }],
  };
}
