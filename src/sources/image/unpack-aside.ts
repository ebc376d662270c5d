import { type ResourceLimits, Worker } from "node:worker_threads";
import { ByteRing } from "./byte-ring.ts";
import type { Aside, AsideResult } from "./unpack-thread.ts";
import type { Digests, Packed, Unpacking } from "./unpacking.ts";

/** The thread holds hardly more than a chunk; without a limit V8 lets it grow by some 40 MiB before it clears up. */
const SMALL: ResourceLimits = { maxYoungGenerationSizeMb: 2, maxOldGenerationSizeMb: 64 };

/** Unpacking that runs in a thread of its own until it is released. */
export interface AsideUnpacking extends Unpacking {
  /** Ends the thread, whatever it is doing. */
  release(): Promise<void>;
}

/**
 * Unpacks and sums up in a second thread, while this one looks at what came out: one large layer then takes as long as
 * the longer half of the work, not as both.
 */
export function unpackAside(packed: Packed): AsideUnpacking {
  const ring = new ByteRing();
  const counts = new Float64Array(new SharedArrayBuffer(Float64Array.BYTES_PER_ELEMENT));
  const aside: Aside = { packed, ring: ring.memory, counts };
  const script = import.meta.url.endsWith(".ts") ? "./unpack-thread.ts" : "./unpack-thread.js";
  const thread = new Worker(new URL(script, import.meta.url), { workerData: aside, resourceLimits: SMALL });
  const result = resultOf(thread, ring);
  let unpacked = 0;
  return {
    get packed() {
      return counts[0] ?? 0;
    },
    get unpacked() {
      return unpacked;
    },
    async *chunks() {
      for await (const chunk of ring.chunks()) {
        unpacked += chunk.length;
        yield chunk;
      }
      const { fault } = await result;
      if (fault !== undefined) throw Object.assign(new Error(fault.message), { code: fault.code });
    },
    async digests(): Promise<Digests> {
      ring.close();
      return (await result).digests;
    },
    async release() {
      await thread.terminate();
    },
  };
}

/** A thread that fails or ends before it has answered must not leave the reading side waiting. */
function resultOf(thread: Worker, ring: ByteRing): Promise<AsideResult> {
  const result = new Promise<AsideResult>((resolve, reject) => {
    thread.once("message", resolve);
    thread.once("error", reject);
    thread.once("exit", () => reject(new Error("the unpacking thread ended before its work")));
  });
  result.catch(() => ring.end()); // whoever awaits the result hears of it
  return result;
}
