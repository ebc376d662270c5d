import type { ByteSpan } from "../detector.ts";
import { isBinary } from "../file-kinds.ts";
import { archiveOf, openArchive } from "./archives.ts";
import { decodeRuns } from "./encodings.ts";
import { byteOrderOf, narrowText } from "./wide-text.ts";
import type { Budget, Sealed, Wrapped } from "./wrapped.ts";

/** Whether a binary file is one that holds text all the same. */
export function holdsText(head: Buffer): boolean {
  return archiveOf(head) !== undefined || byteOrderOf(head) !== undefined;
}

/**
 * The texts that these bytes hold besides the one that they are.
 *
 * @param changed of a text, only what touches these bytes
 */
export function* unwrap(bytes: Buffer, budget: Budget, changed?: ByteSpan): Iterable<Wrapped | Sealed> {
  const archive = archiveOf(bytes);
  if (archive !== undefined) {
    yield* openArchive(archive, bytes, budget);
    return;
  }
  const narrow = narrowText(bytes);
  if (narrow !== undefined) yield { by: "utf-16", name: "", bytes: narrow, start: 0, end: bytes.length };
  else if (!isBinary(bytes)) yield* decodeRuns(bytes, budget, changed);
}
