import type { Edit } from "../../core/fix.ts";
import { applyEdits } from "../../documents/text.ts";

type ByteEdit = Omit<Edit, "path">;

/** Lines of context around a change. */
const CONTEXT = 3;

/**
 * The change that edits make to one file, as `git diff` writes it: `git apply` takes it. The edits say where lines
 * changed, so nothing has to be guessed. Empty when there is no edit.
 */
export function unifiedDiff(path: string, before: Buffer, edits: readonly ByteEdit[]): string {
  if (edits.length === 0) return "";
  const oldLines = linesOf(before);
  const changes = changedLines(before, oldLines, edits);
  const head = `--- ${quoted(`a/${path}`)}\n+++ ${quoted(`b/${path}`)}\n`;
  let shift = 0;
  let text = head;
  for (const hunk of hunksOf(changes, oldLines.length)) {
    text += printHunk(hunk, oldLines, shift);
    shift += hunk.changes.reduce((sum, { to, from, lines }) => sum + lines.length - (to - from), 0);
  }
  return text;
}

interface Line {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Old lines from `from` up to `to` give way to these. */
interface Change {
  readonly from: number;
  readonly to: number;
  readonly lines: readonly string[];
}

interface Hunk {
  readonly start: number;
  readonly end: number;
  readonly changes: readonly Change[];
}

/** Lines with their line breaks; the last may have none. */
function linesOf(bytes: Buffer): Line[] {
  const lines: Line[] = [];
  for (let start = 0; start < bytes.length; ) {
    const newline = bytes.indexOf(0x0a, start);
    const end = newline === -1 ? bytes.length : newline + 1;
    lines.push({ start, end, text: bytes.toString("utf8", start, end) });
    start = end;
  }
  return lines;
}

/** Edits that share a line are one change. */
function changedLines(before: Buffer, lines: readonly Line[], edits: readonly ByteEdit[]): Change[] {
  const groups: { from: number; to: number; edits: ByteEdit[] }[] = [];
  for (const edit of [...edits].sort((a, b) => a.start - b.start || a.end - b.end)) {
    const from = lineAt(lines, edit.start);
    const to = Math.min(lines.length, lineAt(lines, Math.max(edit.start, edit.end)) + 1);
    const last = groups.at(-1);
    if (last !== undefined && from < last.to) {
      last.to = Math.max(last.to, to);
      last.edits.push(edit);
    } else groups.push({ from, to, edits: [edit] });
  }
  return groups.map((group) => trim(rewrite(before, lines, group), lines));
}

function lineAt(lines: readonly Line[], offset: number): number {
  let low = 0;
  let high = lines.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((lines[middle]?.end ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  // What is put behind the last line break belongs to the end; behind a last line without one, to that line.
  const last = lines.at(-1);
  if (low === lines.length && last !== undefined && offset === last.end && !last.text.endsWith("\n")) return low - 1;
  return low;
}

function rewrite(
  before: Buffer,
  lines: readonly Line[],
  { from, to, edits }: { from: number; to: number; edits: readonly ByteEdit[] },
): Change {
  const start = lines[from]?.start ?? before.length;
  const end = to > from ? (lines[to - 1]?.end ?? before.length) : start;
  const moved = edits.map((edit) => ({ ...edit, start: edit.start - start, end: edit.end - start }));
  const after = applyEdits(before.subarray(start, end), moved);
  return { from, to, lines: linesOf(after).map(({ text }) => text) };
}

/** Leaves out lines at both ends that are the same before and after. */
function trim({ from, to, lines }: Change, old: readonly Line[]): Change {
  let [first, last, top, bottom] = [from, to, 0, lines.length];
  while (first < last && top < bottom && old[first]?.text === lines[top]) {
    first++;
    top++;
  }
  while (first < last && top < bottom && old[last - 1]?.text === lines[bottom - 1]) {
    last--;
    bottom--;
  }
  return { from: first, to: last, lines: lines.slice(top, bottom) };
}

function hunksOf(changes: readonly Change[], count: number): Hunk[] {
  const hunks: { start: number; end: number; changes: Change[] }[] = [];
  for (const change of changes) {
    if (change.from === change.to && change.lines.length === 0) continue;
    const start = Math.max(0, change.from - CONTEXT);
    const end = Math.min(count, change.to + CONTEXT);
    const last = hunks.at(-1);
    if (last !== undefined && start <= last.end) {
      last.end = end;
      last.changes.push(change);
    } else hunks.push({ start, end, changes: [change] });
  }
  return hunks;
}

function printHunk({ start, end, changes }: Hunk, old: readonly Line[], shift: number): string {
  let text = "";
  let added = 0;
  let at = start;
  const context = (until: number) => {
    for (; at < until; at++) text += printLine(" ", old[at]?.text ?? "");
  };
  for (const { from, to, lines } of changes) {
    context(from);
    for (; at < to; at++) text += printLine("-", old[at]?.text ?? "");
    for (const line of lines) text += printLine("+", line);
    added += lines.length - (to - from);
  }
  context(end);
  const length = end - start;
  return `@@ -${range(start, length)} +${range(start + shift, length + added)} @@\n${text}`;
}

function range(start: number, length: number): string {
  return `${length === 0 ? start : start + 1},${length}`;
}

function printLine(sign: string, line: string): string {
  return line.endsWith("\n") ? sign + line : `${sign}${line}\n\\ No newline at end of file\n`;
}

/** Git's own notation for names with unusual characters. */
function quoted(path: string): string {
  if (/^[\x20-\x7e]*$/.test(path) && !/["\\]/.test(path)) return path;
  const escaped = [...Buffer.from(path)].map((byte) => {
    if (byte === 0x22 || byte === 0x5c) return `\\${String.fromCharCode(byte)}`;
    return byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : `\\${byte.toString(8).padStart(3, "0")}`;
  });
  return `"${escaped.join("")}"`;
}
