import { createHash } from "node:crypto";
import type { Place } from "../core/place.ts";
import type { GapFact, OpenFile, ReaderContext, WholeReader } from "../core/reader.ts";
import type { Entry } from "../core/source.ts";
import { credentialsIn } from "./credentials-in.ts";
import type { Searched } from "./detector.ts";
import type { CredentialFact, SecretsFact, SecretsLeftOutFact } from "./facts.ts";
import { type Format, formatOf, isArchiveName, isBinary, isPackedManual, isPlainlyBinary } from "./file-kinds.ts";
import type { Hits } from "./hits.ts";
import { Spans } from "./spans.ts";
import { Versions } from "./versions.ts";
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
  const versions = new Versions();
  return {
    id,
    version: 7,
    usesContext: true,
    limit: archives ? GREATEST_ARCHIVE : GREATEST_FILE,
    ...(history && { history }),
    wants: (entry) => isFile(entry, history) && named(entry.path).kind === (archives ? "archive" : "text"),
    declines: (head) => (isBinary(head) && !holdsText(head) ? [LEFT_OUT] : undefined),
    read: (file, context) => readCredentials(file, context, versions),
  };
}

type Kind = "text" | "archive" | "left out";

/** What a path alone says. */
interface Named {
  readonly kind: Kind;
  readonly format: Format;
}

/** Of paths met before: a history asks of each hundreds of times. */
const known = new Map<string, Named>();
const MOST_KNOWN = 50_000;

function named(path: string): Named {
  let one = known.get(path);
  if (one === undefined) {
    if (known.size >= MOST_KNOWN) known.clear();
    known.set(path, (one = { kind: kindByName(path), format: formatOf(path) }));
  }
  return one;
}

function kindByName(path: string): Kind {
  if (isPlainlyBinary(path) || isPackedManual(path)) return "left out";
  return isArchiveName(path) ? "archive" : "text";
}

function isFile({ type, size, commit }: Entry, history: boolean): boolean {
  return (commit !== undefined) === history && type === "file" && size > 0;
}

function* readCredentials(file: OpenFile, context: ReaderContext, versions: Versions): Iterable<SecretsFact | GapFact> {
  const { path, place, bytes, entry, version } = file;
  const [binary, wrapped] = [isBinary(bytes), holdsText(bytes)];
  if (binary && !wrapped) {
    yield LEFT_OUT;
    return;
  }
  const searched: Searched = { bytes, path, format: named(path).format };
  const gaps: GapFact[] = [];
  const find = (hits?: Hits): SecretsFact[] => {
    const all = allIn(searched, binary, place, context, hits);
    gaps.push(...all.filter(isGap));
    return all.filter((fact) => !isGap(fact));
  };
  const facts =
    version === undefined
      ? find()
      : wrapped
        ? find().map((fact) => ({
            ...fact,
            committedAt: version.time,
            ...(entry.blob !== undefined && { blob: entry.blob }),
          }))
        : versions.search(file, version, searched, context, find);
  const inSystem = context.target === "image" || context.target === "rootfs";
  yield* inSystem && facts.length > 0 ? withSum(facts, bytes) : facts;
  yield* gaps;
}

function isGap(fact: SecretsFact | GapFact): fact is GapFact {
  return fact.kind === "gap";
}

/** What the text says itself, and what texts wrapped in it say. */
function allIn(
  searched: Searched,
  binary: boolean,
  place: Place,
  context: ReaderContext,
  hits: Hits | undefined,
): (SecretsFact | GapFact)[] {
  const plain = binary ? [] : credentialsIn(searched, place, context, hits);
  const wrapped = [...wrappedCredentials(searched.bytes, searched.path, place, context, alreadyDecoded(plain))];
  return wrapped.length === 0 ? plain : [...plain.filter((fact) => !isWrapping(fact, wrapped)), ...wrapped];
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
function withSum(facts: readonly SecretsFact[], bytes: Buffer): SecretsFact[] {
  const fileMd5 = createHash("md5").update(bytes).digest("hex");
  return facts.map(
    (fact): SecretsFact => (fact.kind === "credential" ? ({ ...fact, fileMd5 } satisfies CredentialFact) : fact),
  );
}
