import { readOsvRecord } from "../osv/read-record.ts";
import type { Entry, Refused } from "../store/entry.ts";
import type { KnownFeed } from "../store/read.ts";
import { type Fetching, fetchLines, fetchText } from "./fetching.ts";
import { LARGEST_RECORD } from "./osv-zip.ts";
import type { Source } from "./sources.ts";

/** More changes than these, and the whole zip is fetched sooner than they are one by one. */
const MOST_CHANGES = 400;

/** Records that vanish from a feed are only seen in the whole; so it is read at least this often, in milliseconds. */
const WHOLE_AFTER = 14 * 86_400_000;

/** Records that are fetched at a time. */
const ABREAST = 6;

export interface Increment {
  readonly entries: readonly (Entry | Refused)[];
  /** How far it reaches, ISO 8601. */
  readonly cursor: string;
}

/**
 * What has changed in a feed since we last looked, by its list of changes (`modified_id.csv`, newest first). Undefined
 * when the whole is to be fetched instead: the feed has no such list, too much has changed, or the last whole is old.
 */
export async function incrementOf(
  fetching: Fetching,
  { records: folder, ecosystem }: Pick<Source, "records" | "ecosystem">,
  { cursor, fullAt }: KnownFeed,
  now: Date,
): Promise<Increment | undefined> {
  if (folder === undefined || cursor === "" || now.getTime() - Date.parse(fullAt) > WHOLE_AFTER) return undefined;
  const lines = await fetchLines(fetching, `${folder}/modified_id.csv`);
  const changes = lines === undefined ? undefined : await changesSince(lines, cursor);
  if (changes === undefined) return undefined;
  const entries: (Entry | Refused)[] = [];
  for (let at = 0; at < changes.length; at += ABREAST) {
    const some = changes.slice(at, at + ABREAST);
    entries.push(...(await Promise.all(some.map(({ id }) => fetchRecord(fetching, folder, id, ecosystem)))));
  }
  return { entries, cursor: changes[0]?.modified ?? cursor };
}

interface Change {
  readonly modified: string;
  readonly id: string;
}

async function changesSince(lines: AsyncIterable<string>, cursor: string): Promise<Change[] | undefined> {
  const since = Date.parse(cursor);
  const changes: Change[] = [];
  for await (const line of lines) {
    if (line.trim() === "") continue;
    const match = /^(\d{4}-\d{2}-\d{2}T[\d:.]+Z),([\w.:-]{1,128})\r?$/.exec(line);
    if (match === null) return undefined;
    const [, modified = "", id = ""] = match;
    if (Date.parse(modified) <= since) return changes;
    changes.push({ modified, id });
    if (changes.length > MOST_CHANGES) return undefined;
  }
  return changes;
}

async function fetchRecord(
  fetching: Fetching,
  folder: string,
  id: string,
  ecosystem?: string,
): Promise<Entry | Refused> {
  const text = await fetchText(fetching, `${folder}/${encodeURIComponent(id)}.json`, LARGEST_RECORD);
  return text === undefined
    ? { refused: id, reason: "is listed, and not there" }
    : readOsvRecord(id, () => text, ecosystem);
}
