import { Worker } from "node:worker_threads";
import type { Reader } from "../../core/reader.ts";
import type { Stratum } from "../../core/source.ts";
import type { LayerCache } from "../cache/layer-cache.ts";
import { lookThrough, type Seen } from "../look-through.ts";
import type { Job, JobAnswer } from "./worker.ts";

export interface Work extends Omit<Job, "stratum" | "readers"> {
  readonly strata: readonly Stratum[];
  readonly readers: readonly Reader[];
  /** Greatest number of threads. */
  readonly jobs: number;
  readonly signal?: AbortSignal;
  readonly onSeen?: (stratum: Stratum) => void;
  /** What earlier runs saw; absent where nothing may be remembered. */
  readonly cache?: LayerCache;
}

/** Below this many bytes a thread costs more than it saves (about 60 ms and 30 MiB to start one). */
const WORTH_A_THREAD = 24 * 1024 * 1024;

/**
 * Looks through all strata, heaviest first, and answers in their order: the same whatever the number of threads and
 * whatever was known before.
 */
export async function lookThroughAll(work: Work): Promise<Seen[]> {
  const { cache, strata } = work;
  if (cache === undefined)
    return await lookAnew(
      work,
      strata.map((stratum) => ({ stratum, readers: work.readers })),
    );
  const recalled = await Promise.all(strata.map((stratum) => cache.recall(stratum, work)));
  const open = recalled.filter(({ needsWalk }) => needsWalk);
  const seen = await lookAnew(
    work,
    open.map(({ stratum, missing }) => ({ stratum, readers: missing })),
  );
  const complete: Seen[] = []; // one by one: each is written down as one text
  for (const one of recalled) complete.push(await cache.complete(one, seen[open.indexOf(one)], work));
  return complete;
}

/** One stratum and those who look through it. */
interface Task {
  readonly stratum: Stratum;
  readonly readers: readonly Reader[];
}

async function lookAnew(work: Work, tasks: readonly Task[]): Promise<Seen[]> {
  const heavy = tasks.filter(({ stratum }) => stratum.weight >= WORTH_A_THREAD).length;
  const total = tasks.reduce((sum, { stratum }) => sum + stratum.weight, 0);
  const threads = Math.min(work.jobs, tasks.length);
  if (threads < 2 || heavy < 2 || total < 2 * WORTH_A_THREAD) return await here(work, tasks);
  return await inThreads(work, tasks, threads);
}

async function here({ context, limits, signal, jobs, onSeen }: Work, tasks: readonly Task[]): Promise<Seen[]> {
  const seen: Seen[] = [];
  for (const { stratum, readers } of tasks) {
    seen.push(await lookThrough(stratum, readers, context, limits, signal, jobs > 1));
    onSeen?.(stratum);
  }
  return seen;
}

/** This thread looks, too: one more that only waits would cost 40 MiB for nothing. */
async function inThreads(work: Work, tasks: readonly Task[], threads: number): Promise<Seen[]> {
  work.signal?.throwIfAborted();
  const queue = tasks.map((task, position) => ({ task, position }));
  queue.sort((a, b) => b.task.stratum.weight - a.task.stratum.weight || a.position - b.position);
  const answers: Seen[] = [];
  const workers = Array.from({ length: threads - 1 }, startWorker);
  const stopped = new AbortController();
  const stop = () => {
    stopped.abort(work.signal?.reason);
    return Promise.all(workers.map((worker) => worker.terminate()));
  };
  const onAbort = () => void stop();
  work.signal?.addEventListener("abort", onAbort);
  const lookers = [
    ({ stratum, readers }: Task) => lookThrough(stratum, readers, work.context, work.limits, stopped.signal),
    ...workers.map((worker) => (task: Task) => ask(worker, asJob(work, task))),
  ];
  try {
    await Promise.all(
      lookers.map(async (look) => {
        for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
          answers[next.position] = await look(next.task);
          work.onSeen?.(next.task.stratum);
        }
      }),
    );
  } catch (error) {
    work.signal?.throwIfAborted(); // the threads ended because they were told to
    throw error;
  } finally {
    work.signal?.removeEventListener("abort", onAbort);
    await stop();
  }
  work.signal?.throwIfAborted();
  return answers;
}

function asJob({ context, limits }: Work, { stratum, readers }: Task): Job {
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
