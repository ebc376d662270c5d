import { parentPort } from "node:worker_threads";
import type { Limits } from "../../core/limits.ts";
import type { ReaderContext } from "../../core/reader.ts";
import type { Stratum } from "../../core/source.ts";
import { lookThrough, type Seen } from "../look-through.ts";
import { analyzersOf, roomOf } from "../rooms.ts";

/** What the pool asks of a worker thread: one stratum, and the readers by their ids. */
export interface Job {
  readonly stratum: Stratum;
  readonly readers: readonly string[];
  readonly context: ReaderContext;
  readonly limits: Limits;
}

export type JobAnswer = { readonly seen: Seen } | { readonly error: unknown };

parentPort?.on("message", (job: Job) => {
  look(job).then(
    (seen) => parentPort?.postMessage({ seen } satisfies JobAnswer),
    (error: unknown) => parentPort?.postMessage({ error } satisfies JobAnswer),
  );
});

async function look({ stratum, readers, context, limits }: Job): Promise<Seen> {
  const analyzers = await analyzersOf(readers.flatMap((id) => roomOf(id) ?? []));
  const wanted = analyzers.flatMap((analyzer) => analyzer.readers).filter(({ id }) => readers.includes(id));
  return await lookThrough(stratum, wanted, context, limits);
}
