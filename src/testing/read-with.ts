import type { Fact } from "../core/fact.ts";
import type { Reader, ReaderContext, StreamReader } from "../core/reader.ts";
import type { Entry } from "../core/source.ts";
import { READER_CONTEXT } from "./open-file.ts";

export interface ReadOptions {
  readonly target?: ReaderContext["target"];
  readonly mode?: number;
  readonly type?: Entry["type"];
  /** Bytes of each chunk that a stream reader gets. */
  readonly chunk?: number;
}

export function isStream(reader: Reader): reader is StreamReader {
  return "open" in reader;
}

/** What a reader yields for one file; nothing when it does not want it. */
export function readWith(
  reader: Reader,
  path: string,
  content: string | Buffer,
  { target = "git", mode = 0o644, type = "file", chunk = 64 * 1024 }: ReadOptions = {},
): Fact[] {
  const bytes = Buffer.isBuffer(content) ? content : Buffer.from(content, "utf8");
  const entry: Entry = { path, type, size: bytes.length, mode };
  const context = { ...READER_CONTEXT, target };
  if (!reader.wants(entry, context)) return [];
  if (!isStream(reader))
    return [...reader.read({ path, entry, place: { path }, bytes, text: () => bytes.toString("utf8") }, context)];
  const stream = reader.open(entry, { path }, context);
  for (let at = 0; at < bytes.length; at += chunk) if (!stream.push(bytes.subarray(at, at + chunk))) break;
  return [...stream.end()];
}
