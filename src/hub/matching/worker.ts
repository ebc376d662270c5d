import type { Hub } from "../hub.ts";
import { pause } from "../pause.ts";
import { timed } from "../telemetry/telemetry.ts";
import { sweepItems } from "../work-items/sweep.ts";
import { matchNext } from "./match-stored.ts";
import { rejudgeNext } from "./rejudge.ts";

/** How long a worker rests when there is nothing to do; milliseconds. */
const REST = 2_000;

/** How long after a sweep the next one is due; milliseconds. */
const BETWEEN_SWEEPS = 6 * 60 * 60 * 1000;

/** Does the work behind the requests until it is told to stop; then ends the step that runs. */
export function startWorker(hub: Hub, say: (message: string) => void): () => Promise<void> {
  const rest = new AbortController();
  let sweptAt = performance.now();
  const work = (async () => {
    while (!rest.signal.aborted) {
      try {
        if (await timed(hub.telemetry, "match components", () => matchNext(hub))) continue;
        if (await timed(hub.telemetry, "judge lineage", () => rejudgeNext(hub))) continue;
        if (performance.now() - sweptAt > BETWEEN_SWEEPS) {
          await timed(hub.telemetry, "sweep work items", () => sweepItems(hub.database));
          sweptAt = performance.now();
        }
      } catch (error) {
        say(`work failed and is tried again: ${error instanceof Error ? error.message : "unknown"}`);
      }
      await pause(REST, rest.signal);
    }
  })();
  return async () => {
    rest.abort();
    await work;
  };
}
