import { compareText } from "../../src/core/order.ts";

/** Two sets that should be one. */
export interface Difference {
  /** How many the manager lists. */
  readonly listed: number;
  readonly found: number;
  readonly both: number;
  /** Listed by the manager and not found, without those that an exception explains. */
  readonly missing: readonly string[];
  /** Found and not listed by the manager, without those that an exception explains. */
  readonly surplus: readonly string[];
  readonly explained: readonly Explained[];
}

/** A difference that is right as it is. */
export interface Exception {
  /** The subject's title. */
  readonly subject: string;
  readonly side: "missing" | "surplus";
  /** Which keys it is about. */
  readonly matches: RegExp;
  readonly reason: string;
}

interface Explained extends Exception {
  readonly count: number;
}

/** Compares what was found with what is listed; each difference is explained by the first exception that matches. */
export function compare(
  listed: ReadonlySet<string>,
  found: ReadonlySet<string>,
  exceptions: readonly Exception[],
): Difference {
  const both = listed.intersection(found);
  const counts = new Map<Exception, number>();
  const unexplained = (side: Exception["side"], keys: ReadonlySet<string>) =>
    [...keys].sort(compareText).filter((key) => {
      const exception = exceptions.find((exception) => exception.side === side && exception.matches.test(key));
      if (exception !== undefined) counts.set(exception, (counts.get(exception) ?? 0) + 1);
      return exception === undefined;
    });
  const missing = unexplained("missing", listed.difference(found));
  const surplus = unexplained("surplus", found.difference(listed));
  const explained = [...counts].map(([exception, count]) => ({ ...exception, count }));
  return { listed: listed.size, found: found.size, both: both.size, missing, surplus, explained };
}
