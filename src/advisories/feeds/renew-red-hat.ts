import type { Builder } from "../store/build.ts";
import type { Entry, Refused } from "../store/entry.ts";
import type { KnownFeed } from "../store/read.ts";
import type { BroughtFeed } from "./bring.ts";
import { abreast, type Change, changesSince } from "./changes.ts";
import { type Fetching, fetchFile, fetchText } from "./fetching.ts";
import { WHOLE_AFTER } from "./increment.ts";
import { LARGEST_DOCUMENT } from "./red-hat-files.ts";
import { readRedHatVex } from "./red-hat-vex.ts";
import { bringFetched, notThere, pathFor, type Renewing, validatorsOf } from "./renew.ts";
import type { Source } from "./sources.ts";

/** More changed documents than these, and the archive is fetched sooner than they are: it has some 60,000 in 260 MB. */
const MOST_CHANGES = 600;

/** What may have changed since the archive was written, which happens every few weeks; a busy day has 900. */
const MOST_SINCE_ARCHIVE = 20_000;

/** Documents that are fetched at a time; one may have 90 MB. */
const ABREAST = 3;

/**
 * Renews Red Hat's documents, one a CVE, as Red Hat lays them out: an archive of all that `archive_latest.txt` names,
 * `changes.csv` and `deletions.csv` with the newest first, and the documents themselves under `<year>/cve-….json`.
 * @returns nothing when there is none where it should be, and none is demanded
 */
export async function renewRedHat(
  source: Source,
  before: KnownFeed | undefined,
  renewing: Renewing,
  builder: Builder,
): Promise<BroughtFeed | undefined> {
  const isOld = before === undefined || renewing.now.getTime() - Date.parse(before.fullAt) > WHOLE_AFTER;
  const changed = isOld ? undefined : await bringChanges(source, before.cursor, MOST_CHANGES, renewing, builder);
  return changed ?? (await renewWhole(source, before, renewing, builder));
}

async function renewWhole(
  source: Source,
  before: KnownFeed | undefined,
  renewing: Renewing,
  builder: Builder,
): Promise<BroughtFeed | undefined> {
  const { url, name, isOptional } = source;
  const { fetching, now } = renewing;
  const latest = await fetchText(fetching, `${url}/archive_latest.txt`, 4096);
  if (latest === undefined && isOptional && before === undefined) return undefined;
  if (latest === undefined) throw notThere(`${url}/archive_latest.txt`);
  const [archive, day] = /^csaf_vex_(\d{4}-\d{2}-\d{2})\.tar\.zst$/.exec(latest.trim()) ?? [];
  if (archive === undefined || day === undefined) throw new Error(`${url}/archive_latest.txt names no archive`);
  const path = `${pathFor(renewing, `${url}/${archive}`)}.tar.zst`;
  const fetched = await fetchFile(fetching, `${url}/${archive}`, path, source.limit, before && validatorsOf(before));
  if (fetched.kind === "absent") throw notThere(`${url}/${archive}`);
  const whole =
    fetched.kind === "unchanged"
      ? { name, records: 0, refused: [] }
      : await bringFetched(source, path, fetched, now, builder);
  const from = fetched.kind === "unchanged" && before !== undefined ? before.cursor : `${day}T00:00:00Z`;
  const since = await bringChanges(source, from, MOST_SINCE_ARCHIVE, renewing, builder);
  if (fetched.kind === "unchanged") builder.confirm(name, now.toISOString());
  if (since !== undefined)
    return { name, records: whole.records + since.records, refused: [...whole.refused, ...since.refused] };
  const reason = `tells nothing that can be used of what changed since the archive of ${day}`;
  return { ...whole, refused: [...whole.refused, { refused: "changes.csv", reason }] };
}

/** Undefined when there is no list of changes, or it is too long. */
async function bringChanges(
  { url, name }: Source,
  since: string,
  most: number,
  { fetching, now }: Renewing,
  builder: Builder,
): Promise<BroughtFeed | undefined> {
  const changes = await changesSince(fetching, `${url}/changes.csv`, readChange, since, most);
  if (changes === undefined) return undefined;
  const deleted = (await changesSince(fetching, `${url}/deletions.csv`, readChange, since, most)) ?? [];
  const gone = new Set(deleted.map(({ what }) => what));
  const standing = changes.filter(({ what }) => !gone.has(what));
  const entries = await abreast(standing, ABREAST, ({ what }) => fetchDocument(fetching, url, what));
  const cursor = changes[0]?.at ?? since;
  return {
    name,
    ...(await builder.upsert(name, now.toISOString(), entries, cursor, [...gone].map(nameOfHole))),
  };
}

function readChange(line: string): Change | undefined {
  const match = /^"?(\d{4}\/cve-\d{4}-\d+\.json)"?,"?(\d{4}-\d{2}-\d{2}T[\d:.]+(?:Z|[+-]\d{2}:\d{2}))"?\r?$/.exec(line);
  return match === null ? undefined : { what: match[1] ?? "", at: match[2] ?? "" };
}

function nameOfHole(path: string): string {
  return path.replace(/^\d+\/|\.json$/g, "").toUpperCase();
}

async function fetchDocument(fetching: Fetching, url: string, path: string): Promise<Entry | Refused> {
  const text = await fetchText(fetching, `${url}/${path}`, LARGEST_DOCUMENT);
  return text === undefined ? { refused: path, reason: "is listed, and not there" } : readRedHatVex(path, () => text);
}
