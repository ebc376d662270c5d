import { readOsvRecord } from "../osv/read-record.ts";
import type { Entry, Refused } from "../store/entry.ts";
import type { KnownFeed } from "../store/read.ts";
import { abreast, type Change, changesSince } from "./changes.ts";
import { type Fetching, fetchText } from "./fetching.ts";
import { LARGEST_RECORD } from "./osv-zip.ts";
import type { Source } from "./sources.ts";

/** More changes than these, and the whole zip is fetched sooner than they are one by one. */
const MOST_CHANGES = 400;

/** Records that vanish from a feed are only seen in the whole; so it is read at least this often, in milliseconds. */
export const WHOLE_AFTER = 14 * 86_400_000;

/** Records that are fetched at a time. */
const ABREAST = 6;

export interface Increment {
  readonly entries: readonly (Entry | Refused)[];
  /** How far it reaches, ISO 8601. */
  readonly cursor: string;
}

/**
 * What has changed in a feed of OSV since we last looked, by its list of changes (`modified_id.csv`, newest first).
 * Undefined when the whole is to be fetched instead: the feed has no such list, too much has changed, or the last whole
 * is old.
 */
export async function incrementOf(
  fetching: Fetching,
  { records: folder, ecosystem }: Pick<Source, "records" | "ecosystem">,
  { cursor, fullAt }: KnownFeed,
  now: Date,
): Promise<Increment | undefined> {
  if (folder === undefined || cursor === "" || now.getTime() - Date.parse(fullAt) > WHOLE_AFTER) return undefined;
  const changes = await changesSince(fetching, `${folder}/modified_id.csv`, readChange, cursor, MOST_CHANGES);
  if (changes === undefined) return undefined;
  const entries = await abreast(changes, ABREAST, ({ what }) => fetchRecord(fetching, folder, what, ecosystem));
  return { entries, cursor: changes[0]?.at ?? cursor };
}

function readChange(line: string): Change | undefined {
  const match = /^(\d{4}-\d{2}-\d{2}T[\d:.]+Z),([\w.:-]{1,128})\r?$/.exec(line);
  return match === null ? undefined : { at: match[1] ?? "", what: match[2] ?? "" };
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
