/** Bytes of one piece of a large tree: enough to be worth a worker's start, small enough to be shared out. */
const PIECE_BYTES = 32 * 1024 * 1024;

/** What opening a file costs beside its bytes, so that pieces of many small files stay small, too. */
const FILE_COST = 4096;

/** Entries of one piece, so that its list crosses to a worker quickly. */
const PIECE_ENTRIES = 20_000;

export interface Piece<T> {
  readonly items: readonly T[];
  readonly weight: number;
}

/** Cuts a list, in its order, into pieces of about 32 MiB. An empty list is one empty piece. */
export function cutIntoPieces<T>(items: readonly T[], sizeOf: (item: T) => number): Piece<T>[] {
  const pieces: Piece<T>[] = [];
  let start = 0;
  let weight = 0;
  items.forEach((item, index) => {
    weight += sizeOf(item) + FILE_COST;
    if (weight < PIECE_BYTES && index - start < PIECE_ENTRIES - 1) return;
    pieces.push({ items: items.slice(start, index + 1), weight });
    start = index + 1;
    weight = 0;
  });
  if (start < items.length || pieces.length === 0) pieces.push({ items: items.slice(start), weight });
  return pieces;
}
