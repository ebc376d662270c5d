import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import * as z from "zod";
import type { History } from "../connect/git/index.ts";
import { stableId } from "../core/identity.ts";
import { describePlace } from "../core/place.ts";
import type { Opened } from "../core/source.ts";
import { type CredentialFact, KeptCredential } from "../secrets/index.ts";
import { printable } from "../sources/index.ts";
import { codeId } from "./code-id.ts";
import type { ScanResult } from "./run.ts";

const Header = z.strictObject({
  schema: z.literal("waybill.history-state/1"),
  /** Which code looked with which key at which repository. */
  key: z.string(),
  /** SHA-256 of all that follows. */
  sum: z.string(),
});

type Kept = CredentialFact & { readonly blob: string };

interface State {
  readonly key: string;
  readonly blobs: ReadonlySet<string>;
  readonly facts: readonly Kept[];
}

/**
 * What an earlier look at a history saw: which blobs, and which credentials in them. It is believed only when the same
 * code with the same key saw the same repository, and when all blobs with a credential in them are still part of it;
 * otherwise everything is looked at anew. A blob that could not be looked at in full is not among those seen. It holds no
 * value of a credential, and whoever can write it can hide findings.
 */
export class HistoryState {
  /** Why the file is not believed; undefined where it is, or where there is none yet. */
  remark: string | undefined;
  readonly #keyOf: (identity: string) => string;
  #state: State | undefined;
  #believed: State | undefined;
  #history: History | undefined;
  #key = "";

  /** @param identityKeyOf what the ids of secrets are keyed with, by the repository's identity */
  constructor(file: string, identityKeyOf: (identity: string) => string) {
    const code = codeId();
    this.#keyOf = (identity) => stableId("history-state", code, identity, identityKeyOf(identity));
    if (!existsSync(file)) return;
    try {
      this.#state = parse(readFileSync(file, "utf8"));
    } catch (error) {
      if (!(error instanceof z.ZodError) && !(error instanceof SyntaxError) && !(error instanceof RangeError))
        throw error;
      this.remark = "it is damaged, or something else";
    }
  }

  /** The blobs that need not be looked at again. */
  known = (identity: string, history: History): ReadonlySet<string> => {
    this.#history = history;
    this.#key = this.#keyOf(identity);
    const state = this.#state;
    if (state === undefined) return new Set();
    const held = new Set(history.ids);
    if (state.key !== this.#key) this.remark = "it is another repository's, or by another version of Waybill";
    else if (!state.facts.every(({ blob }) => held.has(blob))) {
      this.remark = "a version that held a credential is gone from the history";
    } else this.#believed = state;
    return this.#believed?.blobs ?? new Set();
  };

  /** The target with what was found before. */
  withKept(opened: Opened): Opened {
    return { ...opened, facts: [...opened.facts, ...(this.#believed?.facts ?? [])] };
  }

  /** What to keep after a look, or why nothing can be. */
  next(result: Pick<ScanResult, "coverage" | "facts">): { readonly text: string } | { readonly why: string } {
    const history = this.#history;
    if (history === undefined) return { why: "the target has no git history" };
    const looked = result.coverage.find(({ analyzer }) => analyzer === "secrets/history")?.status;
    if (looked !== "complete" && looked !== "partial") return { why: "the history was not searched for credentials" };
    const doubtful = doubtfulBlobs(history, result);
    if (doubtful === undefined) return { why: "it is not known of every gap which version it is about" };
    const facts = result.facts.of<CredentialFact>("credential").filter(isKept);
    return {
      text: format(
        this.#key,
        history.ids.filter((id) => !doubtful.has(id)),
        facts,
      ),
    };
  }
}

function isKept(fact: CredentialFact): fact is Kept {
  return fact.at.commit !== undefined && fact.blob !== undefined;
}

/** Gaps that are about the history as a whole: what it lists was looked at all the same. */
const OF_ALL = /^(?:a shallow clone|it could not be listed|the repository is damaged)/;

function doubtfulBlobs(history: History, { coverage }: Pick<ScanResult, "coverage">): ReadonlySet<string> | undefined {
  const gaps = coverage.flatMap(({ gaps: found }) => found);
  const places = new Set<string>();
  for (const { where, reason } of gaps) {
    if (where.includes(" @ ")) places.add(where.replace(/:\d+(?= @ [\da-f]+$)/, ""));
    else if (where === "history" && !OF_ALL.test(reason)) return undefined;
  }
  const doubtful = new Set<string>();
  if (places.size === 0) return doubtful;
  const met = new Set<string>();
  for (const [blob, id] of history.ids.entries()) {
    for (let place = history.firstPlace[blob] ?? 0; place < (history.firstPlace[blob + 1] ?? 0); place++) {
      const where = { path: history.paths[place] ?? "", commit: history.commits[place] ?? "" };
      for (const name of [describePlace(where), describePlace({ ...where, path: printable(where.path) })]) {
        if (!places.has(name)) continue;
        met.add(name);
        doubtful.add(id);
      }
    }
  }
  return [...places].every((place) => met.has(place)) ? doubtful : undefined;
}

function format(key: string, blobs: readonly string[], facts: readonly Kept[]): string {
  const lines = [
    Buffer.from([...blobs].sort().join(""), "hex").toString("base64"),
    String((blobs[0]?.length ?? 40) / 2),
    ...facts.map((fact) => JSON.stringify(fact)).sort(),
  ];
  const body = lines.join("\n");
  return `${JSON.stringify({ schema: "waybill.history-state/1", key, sum: sumOf(body) })}\n${body}\n`;
}

function parse(text: string): State {
  const head = text.slice(0, text.indexOf("\n"));
  const body = text.slice(head.length + 1, -1);
  const { key, sum } = Header.parse(JSON.parse(head));
  if (sumOf(body) !== sum) throw new RangeError("the checksum is wrong");
  const [ids = "", length = "", ...facts] = body.split("\n");
  const bytes = Buffer.from(ids, "base64");
  const size = z.coerce.number().int().min(20).max(32).parse(length);
  const blobs = new Set<string>();
  for (let at = 0; at + size <= bytes.length; at += size) blobs.add(bytes.toString("hex", at, at + size));
  return { key, blobs, facts: facts.map(readFact) };
}

/** As it was written, whatever the order of its parts: reports are to be the same to the byte. */
function readFact(line: string): Kept {
  const fact: unknown = JSON.parse(line);
  KeptCredential.parse(fact);
  return fact as Kept;
}

function sumOf(body: string): string {
  return createHash("sha256").update(body).digest("hex");
}
