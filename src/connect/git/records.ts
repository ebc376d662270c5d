/** Longest record that is put together; paths are far shorter. */
const LONGEST_RECORD = 1024 * 1024;

/** The records of a stream, each closed by a NUL, as text. @throws RangeError for a record over 1 MiB */
export async function* nulRecords(stream: AsyncIterable<Buffer>): AsyncGenerator<string, undefined> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of stream) {
    let start = 0;
    for (let end = chunk.indexOf(0); end >= 0; end = chunk.indexOf(0, start)) {
      const piece = chunk.subarray(start, end);
      yield (rest.length > 0 ? Buffer.concat([rest, piece]) : piece).toString();
      rest = Buffer.alloc(0);
      start = end + 1;
    }
    if (start < chunk.length) rest = Buffer.concat([rest, chunk.subarray(start)]);
    if (rest.length > LONGEST_RECORD) throw new RangeError("git printed a record of more than 1 MiB");
  }
  if (rest.length > 0) yield rest.toString();
}
