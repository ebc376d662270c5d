import { open } from "node:fs/promises";
import { parentPort, workerData } from "node:worker_threads";
import { ByteRing, type RingMemory } from "./byte-ring.ts";
import { isUnpackingFault } from "./unpack.ts";
import { type Digests, type Packed, unpackHere } from "./unpacking.ts";

/** What the thread is given. */
export interface Aside {
  readonly packed: Packed;
  readonly ring: RingMemory;
  /** Stored bytes that were read so far, for the other side to see. */
  readonly counts: Float64Array;
}

export interface AsideResult {
  readonly digests: Digests;
  /** What was wrong with the packed bytes; an error's code does not cross by itself. */
  readonly fault?: { readonly message: string; readonly code: string };
}

/** Unpacks one layer into the ring, until its end or until the other side wants no more. */
async function unpackInto({ packed, ring: memory, counts }: Aside): Promise<AsideResult> {
  const ring = new ByteRing(memory);
  const handle = await open(packed.stored.file, "r");
  try {
    const unpacking = unpackHere(handle, packed);
    let fault: AsideResult["fault"];
    try {
      for await (const chunk of unpacking.chunks()) {
        counts[0] = unpacking.packed;
        if (!ring.write(chunk)) break;
      }
    } catch (error) {
      if (!isUnpackingFault(error)) throw error;
      fault = { message: error.message, code: error.code };
    }
    ring.end();
    return { digests: await unpacking.digests(), ...(fault !== undefined && { fault }) };
  } finally {
    await handle.close();
  }
}

parentPort?.postMessage(await unpackInto(workerData as Aside));
