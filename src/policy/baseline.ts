import * as z from "zod";
import type { Waiver } from "../core/configuration.ts";
import { WaybillError } from "../core/errors.ts";
import { compareText } from "../core/order.ts";

/**
 * A finding that somebody answers for until a day. Its id follows from the credential's value: it says nothing of line
 * or time, so moving code changes nothing, and a new value on an old line is a new finding.
 */
export const Accepted = z.strictObject({
  id: z.string().regex(/^[\da-f]{24}$/, "not the id of a finding"),
  /** For who reads the file; the id alone decides. */
  rule: z.string(),
  owner: z.string().min(1),
  reason: z.string().min(1),
  /** The last day on which it holds, `YYYY-MM-DD`. */
  until: z.iso.date(),
});
export type Accepted = z.infer<typeof Accepted>;

/**
 * A baseline is a set: one JSON object on a line, in any order. So `merge=union` merges two of them without conflict.
 * @throws WaybillError `config/wrong-baseline`, with the line
 */
export function parseBaseline(text: string, file: string): Accepted[] {
  return text.split("\n").flatMap((line, index) => {
    if (line.trim() === "") return [];
    const parsed = Accepted.safeParse(fromJson(line));
    if (parsed.success) return [parsed.data];
    const [issue] = parsed.error.issues;
    throw new WaybillError(
      "config/wrong-baseline",
      `${file}, line ${index + 1}: ${[...(issue?.path ?? []), issue?.message].join(": ")}`,
      "Each line is an object with id, rule, owner, reason and until (YYYY-MM-DD); `waybill secrets accept` writes them.",
    );
  });
}

function fromJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined; // fails the schema, with the line
  }
}

/** Sorted by id, keys in one order: the same set is the same text. */
export function formatBaseline(accepted: readonly Accepted[]): string {
  const lines = accepted.map(({ id, rule, owner, reason, until }) =>
    JSON.stringify({ id, rule, owner, reason, until }),
  );
  return [...new Set(lines)]
    .sort(compareText)
    .map((line) => `${line}\n`)
    .join("");
}

export function asWaivers(accepted: readonly Accepted[]): Waiver[] {
  return accepted.map(({ id, owner, reason, until }) => ({ match: id, owner, reason, until }));
}
