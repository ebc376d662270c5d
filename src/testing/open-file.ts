import type { OpenFile, ReaderContext } from "../core/reader.ts";

/** A file as the runner hands it to a reader. */
export function openFile(path: string, content: string | Buffer): OpenFile {
  const bytes = Buffer.isBuffer(content) ? content : Buffer.from(content, "utf8");
  return {
    path,
    entry: { path, type: "file", size: bytes.length, mode: 0o644 },
    place: { path },
    bytes,
    text: () => bytes.toString("utf8").replace(/^\uFEFF/, ""),
  };
}

export const READER_CONTEXT: ReaderContext = { target: "git", identityKey: "a key for tests", explain: false };
