import type { Hub } from "../hub.ts";
import { timed } from "../telemetry/telemetry.ts";
import { matchNext } from "./match-stored.ts";
import { rejudgeNext } from "./rejudge.ts";

/** How long a worker rests when there is nothing to do; milliseconds. */
const REST = 2_000;

/** Does the work behind the requests until it is told to stop; then ends the step that runs. */
export function startWorker(hub: Hub, say: (message: string) => void): () => Promise<void> {
  const rest = new AbortController();
  const work = (async () => {
    while (!rest.signal.aborted) {
      try {
        if (await timed(hub.telemetry, "match components", () => matchNext(hub))) continue;
        if (await timed(hub.telemetry, "judge lineage", () => rejudgeNext(hub))) continue;
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

async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
    if (signal.aborted) resolve();
  });
}
