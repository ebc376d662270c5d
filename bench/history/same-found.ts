import { createNetwork } from "../../src/connect/network.ts";
import { DEFAULT_LIMITS } from "../../src/core/limits.ts";
import type { OpenFile, WholeReader } from "../../src/core/reader.ts";
import type { Entry, Version } from "../../src/core/source.ts";
import { type CredentialFact, secrets } from "../../src/secrets/index.ts";
import { openTarget, walkStratum } from "../../src/sources/index.ts";

const CONTEXT = { target: "git", identityKey: "a key for the bench", explain: false } as const;

/**
 * Searches every version of a history twice, whole and by what is new in it, and compares what is found: kind, value,
 * encoding and how sure it is.
 * @returns one line for the results
 * @throws when the two differ
 */
export async function compareWithWhole(repository: string): Promise<string> {
  const readers = readersOfHistory();
  const whole = new Set<string>();
  const byNews = new Set<string>();
  let versions = 0;
  const { strata } = await openTarget(`git:${repository}`, {
    network: createNetwork({ offline: true, hosts: [] }),
    cacheDirectory: "/nowhere",
    limits: DEFAULT_LIMITS,
    history: true,
  });
  const readerOf = (entry: Entry) => readers.find((reader) => reader.wants(entry, CONTEXT));
  for (const stratum of strata.filter(({ history }) => history)) {
    const visitor = {
      want: (entry: Entry) => (readerOf(entry) === undefined ? ("nothing" as const) : ("whole" as const)),
      whole: (entry: Entry, bytes: Buffer, version?: Version) => {
        const reader = readerOf(entry);
        if (reader === undefined || bytes.length > (reader.limit ?? 0) || reader.declines?.(bytes) !== undefined)
          return;
        versions++;
        const place = { path: entry.path, ...(entry.commit !== undefined && { commit: entry.commit }) };
        const file: OpenFile = { path: entry.path, entry, place, bytes, text: () => bytes.toString() };
        keep(whole, reader, file);
        keep(byNews, reader, { ...file, ...(version !== undefined && { version }) });
      },
      stream: () => ({ push: () => false, end: () => {} }),
      gap: () => {},
    };
    await walkStratum(stratum, visitor, DEFAULT_LIMITS);
  }
  const differing = whole.symmetricDifference(byNews);
  if (differing.size > 0)
    throw new Error(`${differing.size} of ${whole.size} credentials differ: ${[...differing][0]}`);
  return `Searched whole and by what is new in them, ${versions} versions give the same ${whole.size} credentials.`;
}

function readersOfHistory(): WholeReader[] {
  const readers = secrets.flatMap((analyzer) => analyzer.readers).filter(({ history }) => history === true);
  return readers.filter((reader): reader is WholeReader => "read" in reader);
}

function keep(found: Set<string>, reader: WholeReader, file: OpenFile): void {
  for (const fact of reader.read(file, CONTEXT)) {
    if (fact.kind !== "credential") continue;
    const { subject, detector, encoding, grade } = fact as CredentialFact;
    found.add(JSON.stringify([subject, detector, encoding, grade]));
  }
}

if (import.meta.main) for (const repository of process.argv.slice(2)) console.log(await compareWithWhole(repository));
