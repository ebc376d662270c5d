import { constants, createGunzip, gzipSync } from "node:zlib";
import { type Opened, openEngine } from "../inflate/engine.ts";

/** Unpacks gzip step by step, in this thread and into memory of one's own. */
export interface DirectGunzip {
  /**
   * What comes out of some more packed bytes, in pieces that lie in `output` and are valid until the next is asked for.
   * Throws what a stream of node:zlib would emit as an error.
   */
  unpack(packed: Uint8Array, output: Buffer): Generator<Buffer, undefined>;
  /** No more packed bytes will come. Throws when the packed stream breaks off. */
  end(output: Buffer): Generator<Buffer, undefined>;
  close(): void;
}

/**
 * node:zlib without its stream. The stream allocates every chunk anew and crosses threads for each, which costs a
 * fifth of the time of a whole bill and half of its memory. What lies below it is no public interface, so it is tried
 * on a small sample first.
 * @returns undefined where this Node has something else there: then the stream does it
 */
export function directGunzip(): DirectGunzip | undefined {
  works ??= standsTheTest();
  return works ? open() : undefined;
}

let works: boolean | undefined;

function open(): DirectGunzip | undefined {
  const opened = openEngine(createGunzip());
  return opened && drive(opened);
}

function drive({ engine, state, takeFault }: Opened): DirectGunzip {
  let isOver = false;
  function* run(packed: Uint8Array, output: Buffer, flush: number): Generator<Buffer, undefined> {
    let [at, left] = [0, packed.length];
    while (!isOver) {
      engine.writeSync(flush, packed, at, left, output, 0, output.length);
      const fault = takeFault();
      if (fault !== undefined) throw fault;
      const [outputLeft = 0, inputLeft = 0] = state;
      if (outputLeft < output.length) yield output.subarray(0, output.length - outputLeft);
      at += left - inputLeft;
      left = inputLeft;
      if (outputLeft === 0) continue; // there may be more of the same
      isOver = left > 0; // it wants no more: the stream has ended
      return;
    }
  }
  return {
    unpack: (packed, output) => run(packed, output, constants.Z_NO_FLUSH),
    end: (output) => run(new Uint8Array(0), output, constants.Z_FINISH),
    close: () => engine.close(),
  };
}

/** Two members, an output that is too small for either, and a stream that breaks off. */
function standsTheTest(): boolean {
  const [first, second] = [Buffer.alloc(3000, "ab"), Buffer.from("second")];
  const packed = Buffer.concat([gzipSync(first), gzipSync(second)]);
  try {
    const whole = unpackSample(packed);
    return whole.equals(Buffer.concat([first, second])) && !breaksOff(gzipSync(first).subarray(0, 20));
  } catch {
    return false;
  }
}

function breaksOff(packed: Buffer): boolean {
  try {
    unpackSample(packed);
    return true;
  } catch (error) {
    return !(error instanceof Error && "code" in error && error.code === "Z_BUF_ERROR");
  }
}

function unpackSample(packed: Buffer): Buffer {
  const gunzip = open();
  if (gunzip === undefined) throw new Error("nothing to try");
  const output = Buffer.alloc(1000);
  const pieces: Buffer[] = [];
  try {
    for (const piece of gunzip.unpack(packed, output)) pieces.push(Buffer.from(piece));
    for (const piece of gunzip.end(output)) pieces.push(Buffer.from(piece));
  } finally {
    gunzip.close();
  }
  return Buffer.concat(pieces);
}
