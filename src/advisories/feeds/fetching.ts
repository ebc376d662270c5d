import { createWriteStream, existsSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import * as z from "zod";
import { WaybillError } from "../../core/errors.ts";
import type { Answer, Network } from "../../core/network.ts";

/** By what a server tells one state of a file from another. */
export interface Validators {
  readonly etag?: string;
  readonly lastModified?: string;
}

export interface Fetching {
  readonly network: Network;
  /** Milliseconds between two attempts; handed in so that tests need not wait. */
  readonly wait: (milliseconds: number) => Promise<void>;
}

/** A file that was fetched, or word that there is no newer one. */
export type Fetched =
  | ({ readonly kind: "fetched" } & Validators)
  | { readonly kind: "unchanged" }
  | { readonly kind: "absent" };

const PAUSES = [1_000, 4_000, 15_000] as const;

/** A server may ask for more patience than we have. */
const LONGEST_PAUSE = 120_000;

const Partial = z.object({ etag: z.string().optional(), lastModified: z.string().optional() });

/**
 * Fetches a file, unless it is still the one that `known` tells of. What broke off is resumed where it ended, also by
 * a later run; what a busy server refuses is asked again, ever more patiently.
 * @throws WaybillError when it cannot be had
 */
export async function fetchFile(
  { network, wait }: Fetching,
  url: string,
  path: string,
  limit: number,
  known: Validators = {},
): Promise<Fetched> {
  return await patiently(wait, async () => {
    const held = partOf(path);
    const headers = held === undefined ? ifNewer(known) : rest(held);
    const answer = await network.request(url, { redirects: 3, timeout: 60_000, headers });
    const taken = await take(answer, url, path, limit, held?.size ?? 0);
    if (taken !== undefined) return taken;
    forgetPart(path); // what we held is none of what the server has now
    throw new Again(`${url} has changed while it was fetched`, 0);
  });
}

/** A small file as text; undefined when the server has none. */
export async function fetchText({ network, wait }: Fetching, url: string, limit: number): Promise<string | undefined> {
  return await patiently(wait, async () => {
    const answer = await network.request(url, { redirects: 3, limit });
    if (answer.status === 200) return await answer.text();
    await refuse(answer, url);
    return undefined;
  });
}

/** The lines of a text as they come; undefined when the server has none. */
export async function fetchLines({ network, wait }: Fetching, url: string): Promise<AsyncIterable<string> | undefined> {
  return await patiently(wait, async () => {
    const answer = await network.request(url, { redirects: 3 });
    if (answer.status === 200) return linesOf(answer.stream());
    await refuse(answer, url);
    return undefined;
  });
}

/** No line of a list of changes comes near this many characters. */
const LONGEST_LINE = 4_096;

async function* linesOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let held = "";
  for await (const chunk of chunks) {
    const lines = `${held}${decoder.decode(chunk, { stream: true })}`.split("\n");
    held = lines.pop() ?? "";
    if (held.length > LONGEST_LINE) throw new Error("a list of changes has a line that is too long");
    yield* lines;
  }
  if (held !== "") yield held;
}

/** Worth another attempt. */
class Again extends Error {
  readonly pause: number | undefined;
  constructor(message: string, pause: number | undefined) {
    super(message);
    this.pause = pause;
  }
}

async function patiently<T>(wait: Fetching["wait"], attempt: () => Promise<T>): Promise<T> {
  for (const pause of PAUSES) {
    try {
      return await attempt();
    } catch (error) {
      if (!isPassing(error)) throw error;
      await wait(Math.min(LONGEST_PAUSE, error instanceof Again ? (error.pause ?? pause) : pause));
    }
  }
  try {
    return await attempt();
  } catch (error) {
    if (error instanceof Again) throw refused(error.message);
    throw error;
  }
}

function isPassing(error: unknown): boolean {
  if (error instanceof Again) return true;
  return (
    error instanceof WaybillError &&
    ["connect/timeout", "connect/refused", "connect/broken-off", "connect/failed"].includes(error.code)
  );
}

function ifNewer({ etag, lastModified }: Validators): Record<string, string> {
  return {
    ...(etag !== undefined && { "if-none-match": etag }),
    ...(etag === undefined && lastModified !== undefined && { "if-modified-since": lastModified }),
  };
}

interface Part extends Validators {
  readonly size: number;
}

/** The rest of what we hold, provided that it is still the same file. */
function rest({ size, etag, lastModified }: Part): Record<string, string> {
  return { range: `bytes=${size}-`, "if-range": etag ?? lastModified ?? "" };
}

/** Undefined when the server refuses to go on where we ended. */
async function take(
  answer: Answer,
  url: string,
  path: string,
  limit: number,
  held: number,
): Promise<Fetched | undefined> {
  if (answer.status === 304) return { kind: "unchanged" };
  if (answer.status === 416) return undefined;
  const isRest = answer.status === 206;
  if (answer.status !== 200 && !isRest) {
    await refuse(answer, url);
    return { kind: "absent" };
  }
  if (isRest && !answer.header("content-range")?.startsWith(`bytes ${held}-`)) return undefined;
  const validators = validatorsOf(answer);
  if (!isRest) writeFileSync(`${path}.json`, JSON.stringify(validators));
  const flags = isRest ? "a" : "w";
  const body = bounded(answer.stream(), url, limit, isRest ? held : 0);
  await pipeline(Readable.from(body), createWriteStream(path, { mode: 0o600, flags }));
  rmSync(`${path}.json`, { force: true });
  return { kind: "fetched", ...validators };
}

function validatorsOf(answer: Answer): Validators {
  const etag = answer.header("etag");
  const lastModified = answer.header("last-modified");
  return { ...(etag !== undefined && { etag }), ...(lastModified !== undefined && { lastModified }) };
}

/** What an earlier attempt left, when its server said by what it can be known again. */
function partOf(path: string): Part | undefined {
  if (!existsSync(path) || !existsSync(`${path}.json`)) return undefined;
  const size = statSync(path).size;
  const { etag, lastModified } = Partial.parse(JSON.parse(readFileSync(`${path}.json`, "utf8")));
  const isKnown = (etag !== undefined && !etag.startsWith("W/")) || (etag === undefined && lastModified !== undefined);
  if (size === 0 || !isKnown) return undefined;
  return { size, ...(etag !== undefined && { etag }), ...(lastModified !== undefined && { lastModified }) };
}

export function forgetPart(path: string): void {
  rmSync(path, { force: true });
  rmSync(`${path}.json`, { force: true });
}

/** Returns only when the server says that there is no such file. */
async function refuse(answer: Answer, url: string): Promise<void> {
  const after = Number(answer.header("retry-after"));
  for await (const _ of answer.stream()) break; // lets go of the connection
  if (answer.status === 404) return;
  const isPassing = answer.status === 408 || answer.status === 429 || answer.status >= 500;
  const message = `${url} answered ${answer.status}`;
  if (isPassing) throw new Again(message, Number.isFinite(after) && after > 0 ? after * 1000 : undefined);
  throw refused(message);
}

function refused(message: string): WaybillError {
  return new WaybillError(
    "connect/feed-refused",
    `${message}.`,
    "Check the mirror and the ecosystem's name; the data in force stays as it was.",
  );
}

async function* bounded(chunks: AsyncIterable<Uint8Array>, url: string, limit: number, held: number) {
  let bytes = held;
  for await (const chunk of chunks) {
    bytes += chunk.length;
    if (bytes > limit)
      throw new WaybillError(
        "connect/feed-too-large",
        `${url} is larger than ${limit} bytes.`,
        "Use a mirror that you trust.",
      );
    yield chunk;
  }
}
