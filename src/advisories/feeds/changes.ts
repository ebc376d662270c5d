import { type Fetching, fetchLines } from "./fetching.ts";

/** One line of a publisher's list of what has changed. */
export interface Change {
  /** What it is known by there: a record's id, or the path of its document. */
  readonly what: string;
  /** ISO 8601. */
  readonly at: string;
}

/**
 * What changed after `since`, by a list that has the newest first. Undefined when there is no such list, when it cannot
 * be read, or when there are more than `most`.
 */
export async function changesSince(
  fetching: Fetching,
  url: string,
  read: (line: string) => Change | undefined,
  since: string,
  most: number,
): Promise<Change[] | undefined> {
  const lines = await fetchLines(fetching, url);
  if (lines === undefined) return undefined;
  const from = Date.parse(since);
  const changes: Change[] = [];
  for await (const line of lines) {
    if (line.trim() === "") continue;
    const change = read(line);
    if (change === undefined) return undefined;
    if (Date.parse(change.at) <= from) return changes;
    changes.push(change);
    if (changes.length > most) return undefined;
  }
  return changes;
}

/** Does the work for one after the other, some at a time; answers in their order. */
export async function abreast<T, R>(all: readonly T[], most: number, work: (one: T) => Promise<R>): Promise<R[]> {
  const done: R[] = [];
  for (let at = 0; at < all.length; at += most) done.push(...(await Promise.all(all.slice(at, at + most).map(work))));
  return done;
}
