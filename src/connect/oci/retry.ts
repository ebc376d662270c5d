import { setTimeout } from "node:timers/promises";
import { WaybillError } from "../../core/errors.ts";
import type { Answer } from "../../core/network.ts";

/** Waits some milliseconds; handed in, so that tests need not. */
export type Sleep = (milliseconds: number, signal?: AbortSignal) => Promise<void>;

export const realSleep: Sleep = async (milliseconds, signal) => {
  await setTimeout(milliseconds, undefined, { ...(signal && { signal }) });
};

const TRIES = 5;
const FIRST_WAIT = 500;
const LONGEST_WAIT = 60_000;

/** Faults of the way that another try may not meet. A host that hangs is not asked again: once was long enough. */
const PASSING = new Set(["connect/broken-off", "connect/refused"]);

export interface RetryOptions {
  readonly sleep: Sleep;
  readonly now: () => number;
  readonly signal?: AbortSignal | undefined;
}

/** Asks again after 429 and 5xx, with growing waits or those that the server asks for, at most five times in all. */
export async function withRetries(ask: () => Promise<Answer>, { sleep, now, signal }: RetryOptions): Promise<Answer> {
  for (let attempt = 1; ; attempt++) {
    let wait = FIRST_WAIT * 2 ** (attempt - 1);
    try {
      const answer = await ask();
      if (!isPassing(answer.status) || attempt === TRIES) return answer;
      wait = readRetryAfter(answer.header("retry-after"), now()) ?? wait;
      await answer.bytes(); // frees the connection
    } catch (fault) {
      const isWorthIt = fault instanceof WaybillError && PASSING.has(fault.code);
      if (!isWorthIt || attempt === TRIES) throw fault;
    }
    await sleep(Math.min(wait, LONGEST_WAIT), signal);
  }
}

function isPassing(status: number): boolean {
  return status === 429 || status === 408 || (status >= 500 && status !== 501 && status !== 505);
}

/** Milliseconds out of seconds or a date. */
export function readRetryAfter(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined;
  if (/^\d{1,9}$/.test(header.trim())) return Number(header) * 1000;
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
