import type { Hub } from "../hub.ts";
import { pause } from "../pause.ts";
import { timed } from "../telemetry/telemetry.ts";
import { claim, deliver } from "./deliver.ts";
import { handOut } from "./hand-out.ts";
import { watchTime } from "./watch.ts";

/** How long a notifier rests when there is nothing to do; milliseconds. */
const REST = 1_000;

/** How often it looks what time alone has brought about; milliseconds. */
const WATCH = 60_000;

/** Messages that one hub sends at the same time. */
const MOST_AT_ONCE = 16;

export interface NotifierOptions {
  readonly say: (message: string) => void;
  /** How long a receiver may take; milliseconds. */
  readonly patience?: number;
}

/** Tells subscribers what happened until it is told to stop; then ends the attempts that run. */
export function startNotifier(hub: Hub, { say, patience }: NotifierOptions): () => Promise<void> {
  const stop = new AbortController();
  const running = new Set<Promise<void>>();
  let watched = Number.NEGATIVE_INFINITY;
  const complain = (error: unknown) =>
    say(`telling failed and is tried again: ${error instanceof Error ? error.message : "unknown"}`);
  const step = async (): Promise<boolean> => {
    const isTime = performance.now() - watched >= WATCH;
    if (isTime && !(await watchTime(hub))) watched = performance.now();
    const hasHanded = await timed(hub.telemetry, "hand out notifications", () => handOut(hub));
    const claimed = await claim(hub, MOST_AT_ONCE - running.size);
    for (const one of claimed) {
      const work: Promise<void> = timed(
        hub.telemetry,
        "deliver notification",
        () => deliver(hub, one, patience),
        () => true,
      )
        .catch(complain)
        .finally(() => running.delete(work));
      running.add(work);
    }
    return hasHanded || claimed.length > 0;
  };
  const work = (async () => {
    while (!stop.signal.aborted) {
      const isBusy = await step().catch((error: unknown) => {
        complain(error);
        return false;
      });
      // The end of an attempt may make the subscriber's next message due.
      if (!isBusy) await Promise.race([pause(REST, stop.signal), ...running]);
    }
    await Promise.all(running);
  })();
  return async () => {
    stop.abort();
    await work;
  };
}
