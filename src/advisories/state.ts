import * as z from "zod";

/** What a distributor, or the bare record, says of a hole in a package; nothing of it is dropped on import. */
export const State = z.enum([
  "affected-fixed",
  "affected-no-fix",
  "deferred",
  "wont-fix",
  "end-of-life",
  "under-investigation",
  "not-affected",
]);
export type State = z.infer<typeof State>;

/** The words that feeds use for it. */
const WORDS: Readonly<Record<string, State>> = {
  fixed: "affected-fixed",
  unfixed: "affected-no-fix",
  affected: "affected-no-fix",
  "fix-deferred": "deferred",
  deferred: "deferred",
  postponed: "deferred",
  ignored: "wont-fix",
  "wont-fix": "wont-fix",
  "will-not-fix": "wont-fix",
  "end-of-life": "end-of-life",
  "out-of-support-scope": "end-of-life",
  undetermined: "under-investigation",
  "under-investigation": "under-investigation",
  "not-affected": "not-affected",
};

/** Undefined for a word that says nothing of a state. */
export function stateOf(word: unknown): State | undefined {
  return typeof word === "string" ? WORDS[word.toLowerCase().replace(/[\s_]+/g, "-")] : undefined;
}
