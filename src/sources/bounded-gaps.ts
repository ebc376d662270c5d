import type { Gap } from "../core/gap.ts";
import type { Visitor } from "../core/source.ts";

const GAPS_LISTED = 500;

/** A visitor whose gaps are listed up to a number; `closeGaps` then says how many more there were. */
export interface BoundedVisitor extends Visitor {
  closeGaps(where: string): void;
}

/** Hostile input can hold millions of broken entries; their list shall not fill the memory or the report. */
export function boundGaps(visitor: Visitor, name: (where: string) => string = (where) => where): BoundedVisitor {
  let seen = 0;
  return {
    want: (entry) => visitor.want(entry),
    whole: (entry, bytes, version) => visitor.whole(entry, bytes, version),
    stream: (entry) => visitor.stream(entry),
    gap({ where, reason }: Gap) {
      seen++;
      if (seen <= GAPS_LISTED) visitor.gap({ where: name(printable(where)), reason });
    },
    closeGaps(where) {
      if (seen > GAPS_LISTED) visitor.gap({ where, reason: `${seen - GAPS_LISTED} more places could not be read` });
    },
  };
}

const LONGEST_NAME = 300;

/** A name from outside, fit for a report: no control characters, bounded length. */
export function printable(name: string): string {
  const short = name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME)}…` : name;
  return short.replace(/[\u0000-\u001f\u007f]/g, "\ufffd");
}
