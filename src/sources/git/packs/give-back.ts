/**
 * Gives the memory of what nobody will look at again back at once. Left to itself it goes with the next collection of
 * the whole heap, which the walk through a pack seldom brings about: tens of megabytes lie idle to its end.
 */
export function giveBack(...arrays: readonly ArrayBufferView[]): void {
  for (const { buffer, byteLength } of arrays) {
    // A small Buffer shares its memory with others.
    if (buffer instanceof ArrayBuffer && buffer.byteLength === byteLength) buffer.transfer(0);
  }
}
