import { secretId } from "../core/identity.ts";
import type { Place } from "../core/place.ts";
import type { ReaderContext } from "../core/reader.ts";
import type { Confidence } from "../core/severity.ts";
import { allowanceAt } from "./allowance.ts";
import type { Detector, Searched } from "./detector.ts";
import { DETECTORS } from "./detectors/index.ts";
import type { CredentialFact, Grade, RejectedSecretFact, SecretsFact } from "./facts.ts";
import type { Hits } from "./hits.ts";
import { Lines } from "./lines.ts";
import type { Candidate, Rejection } from "./pass.ts";
import { Search } from "./search.ts";

let search: Search | undefined;

/** The one search for everything; made when it is first needed. */
export function everySearch(): Search {
  return (search ??= new Search(DETECTORS));
}

/**
 * The credentials in one text, in its order, and with `explain` what was refused. Their values stay here.
 *
 * @param hits where keywords stand in it, where that is known already
 */
export function credentialsIn(
  searched: Searched,
  place: Place,
  { identityKey, explain }: Pick<ReaderContext, "identityKey" | "explain">,
  hits?: Hits,
): SecretsFact[] {
  const { candidates, rejections } = everySearch().in(searched, explain, hits);
  if (candidates.length === 0 && !explain) return [];
  const lines = new Lines(searched.bytes);
  const idOf = rememberedIds(identityKey);
  const values = searched.bytes.includes("waybill:allow") ? candidates.map(({ found }) => found.value) : undefined;
  const credentials = candidates.map((candidate): CredentialFact => {
    const { start } = candidate.found;
    const fact = asFact(candidate, searched, lines.placeOf(start, place), idOf);
    const allowance = values === undefined ? undefined : allowanceAt(searched.bytes, start, values);
    return allowance === undefined ? fact : { ...fact, allowance };
  });
  return explain ? [...credentials, ...asRejected(rejections, searched.bytes, place)] : credentials;
}

/** @param rejections in the text's order */
export function asRejected(rejections: readonly Rejection[], bytes: Buffer, place: Place): RejectedSecretFact[] {
  const lines = new Lines(bytes);
  return rejections.map(({ detector, start, reason }) => {
    return { kind: "secret-rejected", at: lines.placeOf(start, place), detector: detector.id, reason };
  });
}

/**
 * An HMAC takes some fifty microseconds: too long to make the same one for each of a hundred thousand places, and anew for
 * each version of a file.
 */
function rememberedIds(identityKey: string): (value: string) => string {
  let ids = remembered.get(identityKey);
  if (ids === undefined) {
    remembered.clear(); // one at a time: a run has one key
    remembered.set(identityKey, (ids = new Map()));
  }
  const known = ids;
  return (value) => {
    let id = known.get(value);
    if (id !== undefined) return id;
    id = secretId(value, identityKey);
    if (value.length > LONGEST_REMEMBERED) return id;
    if (known.size >= MOST_REMEMBERED) known.clear();
    known.set(value, id);
    return id;
  };
}

const remembered = new Map<string, Map<string, string>>();
const MOST_REMEMBERED = 10_000;
const LONGEST_REMEMBERED = 1024;

function asFact(
  { detector, found, grade, severity, evidence }: Candidate,
  { format }: Searched,
  at: Place,
  idOf: (value: string) => string,
): CredentialFact {
  const { value, name } = found;
  const shape = shapeOf(detector, value);
  return {
    kind: "credential",
    at,
    subject: { credential: idOf(value) },
    detector: detector.id,
    shape,
    frame: found.frame,
    ...(name !== undefined && !name.includes(value) && { name }),
    format,
    start: found.start,
    end: found.end,
    ...(found.encoding !== undefined && { encoding: found.encoding }),
    grade,
    confidence: CONFIDENCE[grade],
    ...(severity !== undefined && { severity }),
    evidence: [{ kind: "bytes", text: shape }, ...evidence.filter(({ text }) => !text.includes(value))],
  };
}

const CONFIDENCE: Readonly<Record<Grade, Confidence>> = {
  checksum: "proven",
  structure: "proven",
  pair: "likely",
  shape: "likely",
  statistics: "possible",
};

/** A public prefix and a length: what helps to recognise the credential and not to use it. */
function shapeOf({ take }: Detector, value: string): string {
  const shown = take.kind === "named" ? 0 : (take.shown ?? 0);
  const length = value.length < 16 ? "fewer than 16 characters" : `${value.length} characters`;
  return `${value.slice(0, shown)}…(${length})`;
}
