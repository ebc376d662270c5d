import { WaybillError } from "../../core/errors.ts";
import type { Network } from "../../core/network.ts";

/** A read-only question to a product, and what its answer gives away. */
export interface Question {
  /** `POST` only where a product has no other way to be asked, and never to change anything. */
  readonly method?: "GET" | "POST";
  readonly path: string;
  readonly body?: string;
  /** What somebody who is not signed in learns from a good answer; undefined when this one teaches nothing. */
  gives(answer: Body): string | undefined;
}

/** What came of an answer: long ones, and those without end, are cut. */
export interface Body {
  readonly text: string;
  readonly isWhole: boolean;
}

export interface Asked {
  readonly status: number;
  /** Of a status of 200; empty else. */
  readonly body: Body;
  /** Whose certificate it was, DER; absent over plain HTTP. */
  readonly certificate?: Uint8Array;
}

/** Nobody answered, or not like a server that speaks HTTP. */
export interface Unanswered {
  /** `connect/timeout`, `connect/refused` … */
  readonly code: string;
  readonly reason: string;
}

/** Milliseconds: short, since what hangs is as unreachable as what is off. Bytes: few, since an answer is only recognised. */
const [FIRST_BYTE, WHOLE_ANSWER, MOST_BYTES] = [3_000, 5_000, 256 * 1024];

const NOTHING: Body = { text: "", isWhole: true };

/**
 * Asks one question without any credentials, follows no redirect, and lets go of an answer that is long or does not end: time
 * and size are bounded whatever the other side does. Whoever answers is spoken to, for nothing is told to him.
 *
 * @param base scheme, host and port; asked because the call or the configuration names it
 * @param patience milliseconds for the whole answer
 */
export async function askQuestion(
  base: string,
  question: Question,
  network: Network,
  patience = WHOLE_ANSWER,
): Promise<Asked | Unanswered> {
  const url = new URL(question.path, base);
  const { method = "GET", body } = question;
  const signal = AbortSignal.timeout(patience);
  try {
    const answer = await network.request(url, {
      method,
      timeout: FIRST_BYTE,
      redirects: 0,
      anyCertificate: true,
      hosts: [url.host],
      signal,
      ...(body !== undefined && { headers: { "content-type": "application/json" }, body }),
    });
    const beginning = await beginningOf(answer.stream(), answer.status === 200 ? MOST_BYTES : 0);
    return {
      status: answer.status,
      body: answer.status === 200 ? beginning : NOTHING,
      ...(answer.certificate !== undefined && { certificate: answer.certificate }),
    };
  } catch (fault) {
    if (signal.aborted) return { code: "connect/timeout", reason: `${url.host} did not answer in time` };
    if (fault instanceof WaybillError) return { code: fault.code, reason: fault.message.replace(/\.$/, "") };
    throw fault;
  }
}

/** As much as comes in time and fits; the connection of what is longer is let go. */
async function beginningOf(stream: AsyncIterable<Uint8Array>, most: number): Promise<Body> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  let isWhole = false;
  try {
    for await (const chunk of stream) {
      chunks.push(chunk);
      size += chunk.length;
      if (size > most) break;
    }
    isWhole = size <= most;
  } catch (fault) {
    // What has come is judged, however the rest was lost.
    if (!(fault instanceof WaybillError) && !(fault instanceof Error && fault.name === "TimeoutError")) throw fault;
  }
  return { text: Buffer.concat(chunks).toString("utf8", 0, most), isWhole };
}

/** The JSON of an answer; undefined when it is none, or not all of it came. */
export function json({ text }: Body): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return value !== null && typeof value === "object" ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

/** Whether an answer begins as JSON that holds one of its first keys with such a value; so that a long one is known, too. */
export function beginsWith({ text }: Body, key: string, value: string): boolean {
  const head = text.slice(0, 512);
  return /^\s*\{/.test(head) && head.replace(/\s+/g, "").includes(`"${key}":"${value}"`);
}
