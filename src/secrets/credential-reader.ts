import { createHash } from "node:crypto";
import type { GapFact, OpenFile, ReaderContext, WholeReader } from "../core/reader.ts";
import type { Entry } from "../core/source.ts";
import { windowsOf } from "./changed-span.ts";
import { credentialsIn } from "./credentials-in.ts";
import type { FarHit } from "./detector.ts";
import type { CredentialFact, SecretsFact, SecretsLeftOutFact } from "./facts.ts";
import { formatOf, isArchiveName, isBinary, isPackedManual, isPlainlyBinary } from "./file-kinds.ts";
import { Series } from "./series.ts";
import { Spans } from "./spans.ts";
import { wrappedCredentials } from "./wrapped-credentials.ts";
import { holdsText } from "./wrappings/unwrap.ts";

/** A text above this is a dump, and a gap in the coverage. */
const GREATEST_FILE = 16 * 1024 * 1024;
/** Java's and Python's archives are often larger than any text; of a zip only what is text is unpacked. */
const GREATEST_ARCHIVE = 64 * 1024 * 1024;

/** One object for all, so that thousands of them weigh nothing on the way between threads. */
const LEFT_OUT: SecretsLeftOutFact = { kind: "secrets-left-out", at: {}, reason: "binary" };

/** Read files that are there. */
export const credentialReader = readerOf("secrets/files", false, false);
export const archivedCredentialReader = readerOf("secrets/archives", false, true);

/** Read what files once were. */
export const pastCredentialReader = readerOf("secrets/history", true, false);
export const pastArchivedCredentialReader = readerOf("secrets/archive-history", true, true);

function readerOf(id: string, history: boolean, archives: boolean): WholeReader<SecretsFact> {
  const series = new Series();
  return {
    id,
    version: 5,
    usesContext: true,
    limit: archives ? GREATEST_ARCHIVE : GREATEST_FILE,
    ...(history && { history }),
    wants: (entry) =>
      isFile(entry, history) &&
      isArchiveName(entry.path) === archives &&
      !isPlainlyBinary(entry.path) &&
      !isPackedManual(entry.path),
    declines: (head) => (isBinary(head) && !holdsText(head) ? [LEFT_OUT] : undefined),
    read: (file, context) => readCredentials(file, context, series),
  };
}

function isFile({ type, size, commit }: Entry, history: boolean): boolean {
  return (commit !== undefined) === history && type === "file" && size > 0;
}

function* readCredentials(
  { path, place, bytes, entry }: OpenFile,
  context: ReaderContext,
  series: Series,
): Iterable<SecretsFact | GapFact> {
  const binary = isBinary(bytes);
  if (binary && !holdsText(bytes)) {
    yield LEFT_OUT;
    return;
  }
  const changed = binary ? undefined : series.changedIn(entry.series, bytes);
  let farHits: readonly FarHit[] = [];
  const searched = { bytes, path, format: formatOf(path), ...(changed !== undefined && { changed }) };
  const plain = binary ? [] : credentialsIn(searched, place, context, (hits) => (farHits = hits));
  const wrapped = [
    ...wrappedCredentials(bytes, path, place, context, alreadyDecoded(plain), windowsOf(bytes, changed).decoded),
  ];
  if (!binary) series.searched(entry.series, bytes, farHits);
  const facts = wrapped.length === 0 ? plain : [...plain.filter((fact) => !isWrapping(fact, wrapped)), ...wrapped];
  const inSystem = context.target === "image" || context.target === "rootfs";
  yield* inSystem && facts.length > 0 ? withSum(facts, bytes) : facts;
}

/** What a detector has decoded itself is not decoded again. */
function alreadyDecoded(facts: readonly SecretsFact[]): Spans<true> {
  const spans = new Spans<true>();
  for (const fact of facts) {
    if (fact.kind === "credential" && fact.encoding !== undefined) spans.add(fact.start, fact.end, true);
  }
  return spans;
}

/** A value that only looked random because it is a credential's wrapping. */
function isWrapping(fact: SecretsFact, wrapped: readonly (SecretsFact | GapFact)[]): boolean {
  if (fact.kind !== "credential" || fact.grade !== "statistics") return false;
  return wrapped.some((inner) => inner.kind === "credential" && fact.start <= inner.start && inner.end <= fact.end);
}

/** Told so that what a distribution brought can be set aside. */
function withSum(facts: readonly (SecretsFact | GapFact)[], bytes: Buffer): (SecretsFact | GapFact)[] {
  const fileMd5 = createHash("md5").update(bytes).digest("hex");
  return facts.map((fact): SecretsFact | GapFact =>
    fact.kind === "credential" ? ({ ...fact, fileMd5 } satisfies CredentialFact) : fact,
  );
}
