import type { Allowance } from "./facts.ts";
import { lineEnd, lineStart } from "./frames/byte-text.ts";

const MARK = "waybill:allow";
const REACH = 1024;

/**
 * What somebody wrote beside a value: `waybill:allow RULE REASON`, behind it on its line or alone on the line above.
 * Undefined where nobody did; without a reason where none was given, or where it repeats a value.
 *
 * @param values of all that was found in the text: a reason goes into reports, and no value does
 */
export function allowanceAt(bytes: Buffer, start: number, values: readonly string[]): Allowance | undefined {
  const begin = lineStart(bytes, start, REACH);
  const own = bytes.toString("utf8", start, lineEnd(bytes, start, REACH));
  if (own.includes(MARK)) return readAllowance(own, values);
  if (begin === 0) return undefined;
  const above = bytes.toString("utf8", lineStart(bytes, begin - 1, REACH), begin - 1);
  return ALONE.test(above) ? readAllowance(above, values) : undefined;
}

/** A comment in whatever notation, with nothing in front of it. */
const ALONE = /^[ \t]{0,200}(?:#|\/\/|\/\*|--|;|<!--|%|"|\*|REM )?[ \t]{0,8}waybill:allow/i;

function readAllowance(line: string, values: readonly string[]): Allowance | undefined {
  const [rule = "", ...words] = line
    .slice(line.indexOf(MARK) + MARK.length)
    .trim()
    .split(/\s+/);
  if (rule === "") return undefined;
  const reason = words
    .join(" ")
    .replace(/\s*(?:\*\/|-->|["',]+)$/, "")
    .slice(0, 200);
  const plain = { rule: rule.replace(/^secrets\//, "") };
  if (values.some((value) => plain.rule.includes(value))) return undefined;
  return reason === "" || values.some((value) => reason.includes(value)) ? plain : { ...plain, reason };
}
