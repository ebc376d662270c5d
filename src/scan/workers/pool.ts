import { Worker } from "node:worker_threads";
import type { Reader } from "../../core/reader.ts";
import type { Stratum } from "../../core/source.ts";
import { lookThrough, type Seen } from "../look-through.ts";
import type { Job, JobAnswer } from "./worker.ts";

export interface Work extends Omit<Job, "stratum" | "readers"> {
  readonly strata: readonly Stratum[];
  readonly readers: readonly Reader[];
  /** Greatest number of threads. */
  readonly jobs: number;
  readonly signal?: AbortSignal;
  readonly onSeen?: (stratum: Stratum) => void;
}

/** Below this many bytes a thread costs more than it saves (about 60 ms and 30 MiB to start one). */
const WORTH_A_THREAD = 24 * 1024 * 1024;

/** Looks through all strata, heaviest first, and answers in their order: the same whatever the number of threads. */
export async function lookThroughAll(work: Work): Promise<Seen[]> {
  const heavy = work.strata.filter(({ weight }) => weight >= WORTH_A_THREAD).length;
  const total = work.strata.reduce((sum, { weight }) => sum + weight, 0);
  const threads = Math.min(work.jobs, work.strata.length);
  if (threads < 2 || heavy < 2 || total < 2 * WORTH_A_THREAD) return here(work);
  return inThreads(work, threads);
}

async function here(work: Work): Promise<Seen[]> {
  const seen: Seen[] = [];
  for (const stratum of work.strata) {
    seen.push(await lookThrough(stratum, work.readers, work.context, work.limits, work.signal, work.jobs > 1));
    work.onSeen?.(stratum);
  }
  return seen;
}

async function inThreads(work: Work, threads: number): Promise<Seen[]> {
  work.signal?.throwIfAborted();
  const queue = work.strata.map((stratum, position) => ({ stratum, position }));
  queue.sort((a, b) => b.stratum.weight - a.stratum.weight || a.position - b.position);
  const answers: Seen[] = [];
  const workers = Array.from({ length: threads }, startWorker);
  const stop = () => void Promise.all(workers.map((worker) => worker.terminate()));
  work.signal?.addEventListener("abort", stop);
  try {
    await Promise.all(
      workers.map(async (worker) => {
        for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
          answers[next.position] = await ask(worker, asJob(work, next.stratum));
          work.onSeen?.(next.stratum);
        }
      }),
    );
  } catch (error) {
    work.signal?.throwIfAborted(); // the threads ended because they were told to
    throw error;
  } finally {
    work.signal?.removeEventListener("abort", stop);
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
  work.signal?.throwIfAborted();
  return answers;
}

function asJob({ readers, context, limits }: Work, stratum: Stratum): Job {
  return { stratum, readers: readers.map(({ id }) => id), context, limits };
}

/** Without a limit V8 lets what is short-lived grow by some 40 MiB in every thread before it clears up. */
const YOUNG_MIB = 8;

/** The published bundle has the worker beside it, as JavaScript. */
function startWorker(): Worker {
  const script = import.meta.url.endsWith(".ts") ? "./worker.ts" : "./worker.js";
  return new Worker(new URL(script, import.meta.url), { resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MIB } });
}

/** Takes off its own listeners alone: a thread's object has others, without which no further message comes. */
function ask(worker: Worker, job: Job): Promise<Seen> {
  return new Promise((resolve, reject) => {
    const settle = (act: () => void) => {
      worker.off("message", onMessage).off("error", onError).off("exit", onExit);
      act();
    };
    const onMessage = (answer: JobAnswer) =>
      settle(() => ("seen" in answer ? resolve(answer.seen) : reject(answer.error)));
    const onError = (error: unknown) => settle(() => reject(error));
    const onExit = () => settle(() => reject(new Error("a worker thread ended before its work")));
    worker.on("message", onMessage).on("error", onError).on("exit", onExit);
    worker.postMessage(job);
  });
}
