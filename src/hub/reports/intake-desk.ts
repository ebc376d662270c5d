import { Worker } from "node:worker_threads";
import { Problem } from "../http/problems.ts";
import type { Ask, Said } from "./intake-thread.ts";
import { type PushKind, type ReadAs, readPush } from "./read-push.ts";

/** Reads what is pushed; large bodies in a thread, so that other requests are answered meanwhile. */
export interface IntakeDesk {
  /** @throws Problem where the body is not what it should be */
  read<Kind extends PushKind>(kind: Kind, bytes: Buffer, now: Date): Promise<ReadAs<Kind>>;
  close(): Promise<void>;
}

/** From so many bytes on, a thread pays. */
const LARGE = 64 * 1024;

/** A body that needs more than this is refused, and the hub lives on; MiB. */
const MOST_MEMORY = 1_536;

export function intakeDesk(threads = 2): IntakeDesk {
  const desks = Array.from({ length: threads }, () => new Desk());
  return {
    async read<Kind extends PushKind>(kind: Kind, bytes: Buffer, now: Date): Promise<ReadAs<Kind>> {
      if (bytes.length < LARGE) return readPush(kind, bytes, now);
      const [idlest] = desks.toSorted((a, b) => a.waiting - b.waiting);
      return (await (idlest ?? new Desk()).read(kind, bytes, now)) as ReadAs<Kind>;
    },
    close: async () => {
      await Promise.all(desks.map((desk) => desk.close()));
    },
  };
}

interface Waiting {
  readonly resolve: (read: ReadAs<PushKind>) => void;
  readonly reject: (error: Error) => void;
}

/** One thread, started when it is needed and again after it died. */
class Desk {
  #worker: Worker | undefined;
  readonly #waiting = new Map<number, Waiting>();
  #asked = 0;

  get waiting(): number {
    return this.#waiting.size;
  }

  async read(kind: PushKind, bytes: Buffer, now: Date): Promise<ReadAs<PushKind>> {
    this.#worker ??= this.#start();
    const worker = this.#worker;
    const id = ++this.#asked;
    return await new Promise<ReadAs<PushKind>>((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      const own = new Uint8Array(bytes); // the body may be part of a pooled buffer, which cannot be given away
      worker.postMessage({ id, kind, bytes: own, now } satisfies Ask, [own.buffer]);
    });
  }

  async close(): Promise<void> {
    await this.#worker?.terminate();
  }

  #start(): Worker {
    const script = import.meta.url.endsWith(".ts") ? "./intake-thread.ts" : "./intake-thread.js";
    const worker = new Worker(new URL(script, import.meta.url), {
      resourceLimits: { maxOldGenerationSizeMb: MOST_MEMORY },
    });
    worker.unref();
    worker.on("message", (said: Said) => this.#hear(said));
    worker.on("error", () => {}); // told by its end
    worker.on("exit", () => {
      if (this.#worker === worker) this.#worker = undefined;
      const fault = new Problem(
        413,
        "reports/too-large",
        "Too large",
        "Reading this needs more memory than is allowed.",
      );
      for (const { reject } of this.#waiting.values()) reject(fault);
      this.#waiting.clear();
    });
    return worker;
  }

  #hear(said: Said): void {
    const waiting = this.#waiting.get(said.id);
    this.#waiting.delete(said.id);
    if (waiting === undefined) return;
    if ("read" in said) waiting.resolve(said.read);
    else if ("failed" in said) waiting.reject(new Error(`a pushed body made the reader fail: ${said.failed}`));
    else {
      const { status, code, title, message, more } = said.problem;
      waiting.reject(new Problem(status, code, title, message, more));
    }
  }
}
