import type { Gap } from "../core/gap.ts";
import type { Entry, Visitor, Want } from "../core/source.ts";

/** A visitor that keeps what it is given, to look at in a test. */
export interface RecordingVisitor extends Visitor {
  readonly entries: Entry[];
  /** What was handed over, by path. */
  readonly files: Map<string, string>;
  readonly gaps: Gap[];
}

export function recordingVisitor(
  want: Want | ((entry: Entry) => Want) = ({ type }) => (type === "file" ? "whole" : "nothing"),
): RecordingVisitor {
  const entries: Entry[] = [];
  const files = new Map<string, string>();
  const gaps: Gap[] = [];
  return {
    entries,
    files,
    gaps,
    want(entry) {
      entries.push(entry);
      return typeof want === "string" ? want : want(entry);
    },
    whole(entry, bytes) {
      files.set(entry.path, bytes.toString());
    },
    stream(entry) {
      const chunks: Buffer[] = [];
      return {
        push(chunk) {
          chunks.push(Buffer.from(chunk));
          return true;
        },
        end() {
          files.set(entry.path, Buffer.concat(chunks).toString());
        },
      };
    },
    gap(gap) {
      gaps.push(gap);
    },
  };
}
