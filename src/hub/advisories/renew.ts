import { Worker } from "node:worker_threads";
import { WaybillError } from "../../core/errors.ts";
import { isDatabaseOrigin } from "../../scan/advisory-data.ts";

/** From where advisories are fetched, and how often. */
export interface RenewalWish {
  readonly everyHours: number;
  /** As `advisories.mirror` in waybill.yaml says it, or the public feeds. */
  readonly origin: string;
  readonly ecosystems: readonly string[];
  /** Public keys of which one must have signed the data. */
  readonly keys: readonly string[];
  readonly cacheDirectory: string;
}

export interface ThreadWish extends Omit<RenewalWish, "everyHours"> {
  readonly dataDirectory: string;
  readonly now: Date;
}

/** What came of it: the feeds that stayed as they were, with the reason. */
export interface Renewed {
  readonly failed: readonly string[];
}

/** @throws WaybillError where the wish is for data that nobody signed, and keys are demanded */
export function demandSigned({ origin, keys }: Pick<RenewalWish, "origin" | "keys">): void {
  if (keys.length === 0 || isDatabaseOrigin(origin)) return;
  throw new WaybillError(
    "advisories/unsigned",
    `${origin} offers feeds, which nobody signs, and waybill.yaml names the keys that must have signed the data.`,
    "Name as advisories.mirror what `waybill advisories export --key` wrote.",
  );
}

/** Fetches what is newer into the folder, in a thread. @throws Error with why not; what was in force stays */
export async function renewInThread(wish: ThreadWish, signal: AbortSignal): Promise<Renewed> {
  signal.throwIfAborted();
  const script = import.meta.url.endsWith(".ts") ? "./renewal-thread.ts" : "./renewal-thread.js";
  const thread = new Worker(new URL(script, import.meta.url), { workerData: wish });
  const end = () => void thread.terminate();
  signal.addEventListener("abort", end);
  try {
    return await new Promise<Renewed>((resolve, reject) => {
      thread.once("message", resolve);
      thread.once("error", reject);
      thread.once("exit", () => reject(new Error("it ended before it was done")));
    });
  } finally {
    signal.removeEventListener("abort", end);
    await thread.terminate();
  }
}
