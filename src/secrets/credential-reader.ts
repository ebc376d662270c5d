import { createHash } from "node:crypto";
import { secretId } from "../core/identity.ts";
import type { Place } from "../core/place.ts";
import type { ReaderContext, WholeReader } from "../core/reader.ts";
import type { Confidence } from "../core/severity.ts";
import type { Detector, Searched } from "./detector.ts";
import { DETECTORS } from "./detectors/index.ts";
import type { CredentialFact, Grade, SecretsFact, SecretsLeftOutFact } from "./facts.ts";
import { formatOf, isBinary, isPlainlyBinary } from "./file-kinds.ts";
import { Lines } from "./lines.ts";
import { type Candidate, Search } from "./search.ts";

/** A text above this is a dump, and a gap in the coverage. */
const GREATEST_FILE = 16 * 1024 * 1024;

/** One object for all, so that thousands of them weigh nothing on the way between threads. */
const LEFT_OUT: SecretsLeftOutFact = { kind: "secrets-left-out", at: {}, reason: "binary" };

/** Reads files that are there. */
export const credentialReader: WholeReader<SecretsFact> = {
  id: "secrets/files",
  version: 2,
  usesContext: true,
  limit: GREATEST_FILE,
  wants: (entry) =>
    entry.commit === undefined && entry.type === "file" && entry.size > 0 && !isPlainlyBinary(entry.path),
  declines: (head) => (isBinary(head) ? [LEFT_OUT] : undefined),
  read: ({ path, place, bytes }, context) => readCredentials(path, bytes, place, context),
};

/** Reads what files once were. */
export const pastCredentialReader: WholeReader<SecretsFact> = {
  id: "secrets/history",
  version: 2,
  usesContext: true,
  limit: GREATEST_FILE,
  history: true,
  wants: (entry) =>
    entry.commit !== undefined && entry.type === "file" && entry.size > 0 && !isPlainlyBinary(entry.path),
  declines: (head) => (isBinary(head) ? [LEFT_OUT] : undefined),
  read: ({ path, place, bytes }, context) => readCredentials(path, bytes, place, context),
};

function* readCredentials(path: string, bytes: Buffer, place: Place, context: ReaderContext): Iterable<SecretsFact> {
  if (isBinary(bytes)) {
    yield LEFT_OUT;
    return;
  }
  const facts = credentialsIn({ bytes, path, format: formatOf(path) }, place, context);
  const inSystem = context.target === "image" || context.target === "rootfs";
  yield* inSystem && facts.length > 0 ? withSum(facts, bytes) : facts;
}

/** Told so that what a distribution brought can be set aside. */
function withSum(facts: readonly SecretsFact[], bytes: Buffer): SecretsFact[] {
  const fileMd5 = createHash("md5").update(bytes).digest("hex");
  return facts.map((fact) => (fact.kind === "credential" ? { ...fact, fileMd5 } : fact));
}

let search: Search | undefined;

/** The credentials in one text, in its order, and with `explain` what was refused. Their values stay here. */
export function credentialsIn(
  searched: Searched,
  place: Place,
  { identityKey, explain }: Pick<ReaderContext, "identityKey" | "explain">,
): SecretsFact[] {
  search ??= new Search(DETECTORS);
  const { candidates, rejections } = search.in(searched, explain);
  if (candidates.length === 0 && !explain) return [];
  const lines = new Lines(searched.bytes);
  const idOf = rememberedIds(identityKey);
  const credentials = candidates.map((candidate) =>
    asFact(candidate, searched, lines.placeOf(candidate.found.start, place), idOf),
  );
  if (!explain) return credentials;
  const refused = new Lines(searched.bytes);
  return [
    ...credentials,
    ...rejections.map(({ detector, start, reason }): SecretsFact => {
      return { kind: "secret-rejected", at: refused.placeOf(start, place), detector: detector.id, reason };
    }),
  ];
}

/** An HMAC takes some fifty microseconds: too long to make the same one a hundred thousand times for one file. */
function rememberedIds(identityKey: string): (value: string) => string {
  const ids = new Map<string, string>();
  return (value) => {
    const known = ids.get(value) ?? secretId(value, identityKey);
    ids.set(value, known);
    return known;
  };
}

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
