import { byteOffset } from "../../documents/text.ts";

/** A file that is to be mended, as its readers see it: text without a byte order mark. */
export interface SourceFile {
  readonly path: string;
  readonly bytes: Buffer;
  readonly text: string;
  /** The line break that the file uses. */
  readonly newline: "\n" | "\r\n";
  /** The byte in the file for a UTF-16 offset into the text. */
  byteAt(offset: number): number;
  /** The UTF-16 offset into the text for a byte of the file. */
  offsetAt(byte: number): number;
}

const MARK = Buffer.from([0xef, 0xbb, 0xbf]);

/** Undefined for what is not UTF-8: an edit by bytes would miss. */
export function sourceFile(path: string, bytes: Buffer): SourceFile | undefined {
  const skipped = bytes.subarray(0, MARK.length).equals(MARK) ? MARK.length : 0;
  const text = bytes.toString("utf8", skipped);
  if (Buffer.byteLength(text) !== bytes.length - skipped || text.includes("\ufffd")) return undefined;
  return {
    path,
    bytes,
    text,
    newline: /^[^\n]*\r\n/.test(text) ? "\r\n" : "\n",
    byteAt: (offset) => skipped + byteOffset(text, offset),
    offsetAt: (byte) => bytes.toString("utf8", skipped, Math.max(skipped, byte)).length,
  };
}

/** Offset behind the last character of the line that holds `offset`, before its line break. */
export function lineEnd({ text }: SourceFile, offset: number): number {
  const newline = text.indexOf("\n", offset);
  const end = newline === -1 ? text.length : newline;
  return end > offset && text[end - 1] === "\r" ? end - 1 : end;
}

export function lineStart({ text }: SourceFile, offset: number): number {
  return offset === 0 ? 0 : text.lastIndexOf("\n", offset - 1) + 1;
}
