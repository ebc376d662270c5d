import { parentPort } from "node:worker_threads";
import { Problem } from "../http/problems.ts";
import { type PushKind, type ReadAs, readPush } from "./read-push.ts";

/** What the thread is asked. */
export interface Ask {
  readonly id: number;
  readonly kind: PushKind;
  readonly bytes: Uint8Array;
  readonly now: Date;
}

/** What it answers: what it read, the refusal that the caller is told, or nothing but that it failed. */
export type Said =
  | { readonly id: number; readonly read: ReadAs<PushKind> }
  | { readonly id: number; readonly problem: Pick<Problem, "status" | "code" | "title" | "message" | "more"> }
  | { readonly id: number; readonly failed: string };

parentPort?.on("message", ({ id, kind, bytes, now }: Ask) => {
  parentPort?.postMessage(
    answer(id, () => readPush(kind, Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length), now)),
  );
});

function answer(id: number, read: () => ReadAs<PushKind>): Said {
  try {
    return { id, read: read() };
  } catch (error) {
    if (!(error instanceof Problem)) return { id, failed: error instanceof Error ? error.name : "unknown" };
    const { status, code, title, message, more } = error;
    return { id, problem: { status, code, title, message, more } };
  }
}
