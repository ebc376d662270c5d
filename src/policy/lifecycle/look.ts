/** How far a look saw in one room. */
export type Sight = "complete" | "partial";

/** One look at a lineage, as far as the life of findings depends on it. */
export interface PastLook {
  readonly id: number;
  /** When it was taken, ISO 8601; not when it arrived. */
  readonly takenAt: string;
  /** Of what it said: orders two looks of the same moment. */
  readonly digest: string;
  /** Of the scanner, such as `1.4.0`. */
  readonly version: string;
  /** How new its advisory data was, ISO 8601; null where it had none. */
  readonly advisoriesAt: string | null;
  /** The rooms that it spoke of. */
  readonly rooms: ReadonlyMap<string, Sight>;
  /** The package URLs that were there; null where no bill came with it. */
  readonly purls: ReadonlySet<string> | null;
}

/** Earlier first; two of the same moment by what they say, so that the order does not depend on who came first. */
export function compareLooks(a: PastLook, b: PastLook): number {
  return compare(a.takenAt, b.takenAt) || compare(a.digest, b.digest);
}

/** Negative when version `a` is older than `b`. What is no number counts as text. */
export function compareScanners(a: string, b: string): number {
  const [left, right] = [a, b].map((version) => version.split(/[.+-]/));
  for (let at = 0; at < Math.max(left?.length ?? 0, right?.length ?? 0); at++) {
    const [x = "", y = ""] = [left?.[at], right?.[at]];
    const difference = /^\d+$/.test(x) && /^\d+$/.test(y) ? Number(x) - Number(y) : compare(x, y);
    if (difference !== 0) return difference;
  }
  return 0;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
