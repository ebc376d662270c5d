import type { History } from "../../../connect/git/index.ts";
import type { Visitor, Want } from "../../../core/source.ts";
import type { WantedBlob } from "../deliver-blobs.ts";
import { entryOf } from "./piece.ts";

/** The name under which a blob is wanted, and in which way. */
export interface Wish {
  readonly name: number;
  readonly want: Want;
}

/** How large a blob is shows only when it is put together; until then any size will do. */
const SOME_SIZE = 4096;

/** For each blob the first of its names for which the visitor wants it. */
export function askFor(blobs: History, visitor: Visitor): (Wish | undefined)[] {
  return blobs.ids.map((_, blob) => {
    for (let name = blobs.firstPlace[blob] as number; name < (blobs.firstPlace[blob + 1] as number); name++) {
      const entry = entryOf(blobs, blob, name, SOME_SIZE);
      const want = visitor.want(entry);
      if (entry.type === "file" && want !== "nothing") return { name, want };
    }
    return undefined;
  });
}

export function wantedOf(blobs: History, blob: number, wish: Wish | undefined): WantedBlob[] {
  if (wish === undefined) return [];
  const { name, want } = wish;
  const entry = entryOf(blobs, blob, name, SOME_SIZE);
  return [{ blob: blobs.ids[blob] as string, entry, want, time: blobs.times[name] }];
}
