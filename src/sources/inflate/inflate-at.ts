import { constants, createInflate, deflateSync, inflateSync } from "node:zlib";
import { type Opened, openEngine } from "./engine.ts";

/** Unpacks many small zlib streams, each into a place of memory that is there already. */
export interface Inflater {
  /**
   * @param packed holds the stream from `at` on, with whatever behind it up to `end`
   * @param size of what comes out, all of which is put into `output` from `outputAt` on; the byte behind it, which must
   *   be there, is lost where the stream unpacks to more
   * @returns the bytes that the stream took
   * @throws where it is damaged, breaks off, or unpacks to more or fewer bytes
   */
  inflate(packed: Uint8Array, at: number, end: number, output: Uint8Array, outputAt: number, size: number): number;
  close(): void;
}

/** The engine of node:zlib, used again for each stream, spares some fifteen microseconds of each; else the public way. */
export function openInflater(): Inflater {
  works ??= standsTheTest();
  return (works ? openDirect() : undefined) ?? publicInflater;
}

let works: boolean | undefined;

const wrongSize = () => new RangeError("it unpacks to another size than it says");

function openDirect(): Inflater | undefined {
  let opened: Opened | undefined = openEngine(createInflate());
  if (opened === undefined) return undefined;
  return {
    inflate(packed, at, end, output, outputAt, size) {
      opened ??= openEngine(createInflate());
      if (opened === undefined) throw new Error("node:zlib has changed while it ran");
      const { engine, state, takeFault } = opened;
      engine.reset();
      // Only where there is room left does it complain of a stream that has not ended.
      engine.writeSync(constants.Z_FINISH, packed, at, end - at, output, outputAt, size + 1);
      const fault = takeFault();
      if (fault !== undefined) {
        engine.close(); // after a fault it is not ready for anything
        opened = undefined;
        throw fault;
      }
      const [outputLeft = 0, inputLeft = 0] = state;
      if (outputLeft !== 1) throw wrongSize();
      return end - at - inputLeft;
    },
    close: () => opened?.engine.close(),
  };
}

/** The documented way, which tells how much it took only of what it is given in whole. */
export const publicInflater: Inflater = {
  inflate(packed, at, end, output, outputAt, size) {
    const { buffer, engine } = inflateSync(packed.subarray(at, end), {
      maxOutputLength: Math.max(1, size),
      info: true,
    }) as unknown as { readonly buffer: Buffer; readonly engine: { readonly bytesWritten: number } };
    if (buffer.length !== size) throw wrongSize();
    output.set(buffer, outputAt);
    return engine.bytesWritten;
  },
  close: () => {},
};

/** Two streams behind each other, an empty one, and each way in which one can be wrong, with a good one after it. */
function standsTheTest(): boolean {
  const inflater = openDirect();
  if (inflater === undefined) return false;
  const [first, second] = [Buffer.alloc(3000, "ab"), Buffer.from("second")];
  const [a, b] = [deflateSync(first), deflateSync(second)];
  const packed = Buffer.concat([a, b, deflateSync(Buffer.alloc(0))]);
  const output = Buffer.alloc(4000);
  const refuses = (bytes: Uint8Array, end: number, size: number) => {
    try {
      inflater.inflate(bytes, 0, end, output, 0, size);
      return false;
    } catch {
      return inflater.inflate(packed, a.length, packed.length, output, 0, second.length) === b.length;
    }
  };
  try {
    return (
      inflater.inflate(packed, 0, packed.length, output, 0, first.length) === a.length &&
      inflater.inflate(packed, a.length, packed.length, output, first.length, second.length) === b.length &&
      inflater.inflate(packed, a.length + b.length, packed.length, output, 0, 0) > 0 &&
      output.subarray(0, first.length + second.length).equals(Buffer.concat([first, second])) &&
      refuses(packed, a.length - 5, first.length) &&
      refuses(packed, packed.length, first.length - 1) &&
      refuses(packed, packed.length, first.length + 1) &&
      refuses(first, first.length, first.length)
    );
  } catch {
    return false;
  } finally {
    inflater.close();
  }
}
