import { parentPort } from "node:worker_threads";
import type { Limits } from "../../core/limits.ts";
import type { ReaderContext } from "../../core/reader.ts";
import type { Stratum } from "../../core/source.ts";
import { lookThrough, type Seen } from "../look-through.ts";
import { ANALYZERS } from "../rooms.ts";

/** What the pool asks of a worker thread: one stratum, and the readers by their ids. */
export interface Job {
  readonly stratum: Stratum;
  readonly readers: readonly string[];
  readonly context: ReaderContext;
  readonly limits: Limits;
}

export type JobAnswer = { readonly seen: Seen } | { readonly error: unknown };

parentPort?.on("message", (job: Job) => {
  const readers = ANALYZERS.flatMap((analyzer) => analyzer.readers).filter(({ id }) => job.readers.includes(id));
  lookThrough(job.stratum, readers, job.context, job.limits).then(
    (seen) => parentPort?.postMessage({ seen } satisfies JobAnswer),
    (error: unknown) => parentPort?.postMessage({ error } satisfies JobAnswer),
  );
});
