import type { ImageConfiguration } from "../../core/image.ts";
import type { BroughtIn } from "../dockerfile/facts.ts";
import type { ToldSetting } from "./facts.ts";

/** Characters of one step that are read. */
const MOST = 64 * 1024;

interface Step {
  readonly keyword: string;
  readonly text: string;
}

/** What a history's step was in the Dockerfile: `USER app`, and `/bin/sh -c #(nop)  USER app` of older builders. */
function stepOf(createdBy: string): Step | undefined {
  const written = createdBy
    .slice(0, MOST)
    .replace(/^.{0,200}?#\(nop\)\s+/s, "")
    .replace(/ # buildkit$/, "");
  const [, keyword, text = ""] = /^(ADD|CMD|ENTRYPOINT|USER)\s+(.*)$/s.exec(written) ?? [];
  return keyword === undefined ? undefined : { keyword, text: text.trim() };
}

type Told = Pick<ToldSetting, "setting" | "agrees">;

/**
 * Whether an image is set as its history tells, for each setting that the history speaks of. Builders write both at once, so
 * they differ only where somebody changed one of them afterwards.
 */
export function* toldByHistory({ history, user, entrypoint, command }: ImageConfiguration): Iterable<Told> {
  const steps = history.flatMap(({ createdBy }) => stepOf(createdBy) ?? []);
  const last = (keyword: string) => steps.findLastIndex((step) => step.keyword === keyword);
  const textOf = (index: number) => steps[index]?.text ?? "";

  const toldUser = textOf(last("USER"));
  if (toldUser !== "" && !toldUser.includes("$")) yield { setting: "user", agrees: toldUser === user };

  const toldEntrypoint = wordsIn(textOf(last("ENTRYPOINT")));
  if (toldEntrypoint !== undefined) yield { setting: "entrypoint", agrees: isSame(toldEntrypoint, entrypoint) };

  const toldCommand = wordsIn(textOf(last("CMD")));
  if (toldCommand !== undefined) {
    // An ENTRYPOINT takes away the CMD of the image below; which CMD that was, a history does not tell.
    const mayBeGone = last("ENTRYPOINT") > last("CMD") && command.length === 0;
    yield { setting: "command", agrees: mayBeGone || isSame(toldCommand, command) };
  }
}

/** Builders write `["node" "web.js"]`, with commas or without. Undefined for what is no such list. */
function wordsIn(text: string): string[] | undefined {
  if (!/^\[.*\]$/s.test(text)) return undefined;
  try {
    return [...text.matchAll(/"(?:[^"\\]|\\.)*"/gs)].map(([word]) => String(JSON.parse(word)));
  } catch {
    return undefined;
  }
}

function isSame(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((word, index) => word === b[index]);
}

/** What was fetched into an image by `ADD`, as far as its builder wrote the address down. */
export function* fetchedByHistory({
  history,
}: ImageConfiguration): Iterable<Pick<BroughtIn, "by" | "sources" | "mode" | "checksum">> {
  for (const { createdBy } of history) {
    const step = stepOf(createdBy);
    if (step?.keyword !== "ADD") continue;
    const words = step.text.split(/\s+/);
    const sources = words.filter((word) => !word.startsWith("--")).slice(0, -1);
    const checksum = words.some((word) => word.startsWith("--checksum="));
    yield { by: "ADD", sources, mode: "", checksum };
  }
}
