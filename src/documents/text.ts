import type { Edit } from "../core/fix.ts";

/** Lines of a text, found once; lines and columns count from 1, offsets are UTF-16 units of the text. */
export class Lines {
  readonly #starts: number[] = [0];

  constructor(text: string) {
    for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) this.#starts.push(at + 1);
  }

  position(offset: number): { line: number; column: number } {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - (this.#starts[low] ?? 0) + 1 };
  }

  /** Offset of the first character of a line; of the text's end when there is no such line. */
  startOf(line: number): number {
    return this.#starts[line - 1] ?? Number.POSITIVE_INFINITY;
  }
}

/** The offset in the UTF-8 bytes of a text for an offset in its UTF-16 units. */
export function byteOffset(text: string, offset: number): number {
  return Buffer.byteLength(text.slice(0, offset), "utf8");
}

/**
 * Applies the edits that one file gets, all offsets meant for the bytes as they are now.
 * Throws when two of them overlap or one lies outside: a plan that contradicts itself is a defect, not a choice.
 */
export function applyEdits(bytes: Buffer, edits: readonly Omit<Edit, "path">[]): Buffer {
  const ordered = [...edits].sort((a, b) => a.start - b.start || a.end - b.end);
  const parts: Buffer[] = [];
  let at = 0;
  for (const { start, end, replacement } of ordered) {
    if (start < at || end < start || end > bytes.length)
      throw new Error(`edits overlap or leave the file at byte ${start}`);
    parts.push(bytes.subarray(at, start), Buffer.from(replacement, "utf8"));
    at = end;
  }
  parts.push(bytes.subarray(at));
  return Buffer.concat(parts);
}
