import { BadPattern, isWord, type PatternTree, type PatternWishes, readPattern, type Test } from "./pattern-tree.ts";

export { BadPattern } from "./pattern-tree.ts";

/**
 * Regular expressions of others (grep's, sed's, Go's), matched in time that grows with the text alone: all ways through
 * the pattern are walked at once, so that no pattern makes a match without end.
 */
export interface Pattern {
  /** The leftmost match from an offset on, and of these the first by the pattern's own order. */
  match(text: string, from?: number): PatternMatch | undefined;
}

export interface PatternMatch {
  readonly start: number;
  readonly end: number;
  /** The whole first. */
  readonly groups: readonly (string | undefined)[];
}

type Step =
  | { readonly kind: "test"; readonly test: Test }
  | { readonly kind: "split"; readonly first: number; readonly second: number }
  | { readonly kind: "jump"; readonly to: number }
  | { readonly kind: "save"; readonly slot: number }
  | { readonly kind: "at"; readonly where: "start" | "end" | "word" }
  | { readonly kind: "done" };

/** Longest program that repetition may unfold a pattern to. */
const MOST_STEPS = 5_000;

/** @throws BadPattern */
export function compilePattern(source: string, wishes: PatternWishes): Pattern {
  const { tree, groups } = readPattern(source, wishes);
  const program: Step[] = [];
  emit({ kind: "group", group: 0, inside: tree }, program);
  program.push({ kind: "done" });
  return { match: (text, from = 0) => run(program, groups, text, from) };
}

function emit(tree: PatternTree, program: Step[]): void {
  if (program.length > MOST_STEPS) throw new BadPattern("a pattern that unfolds without measure");
  switch (tree.kind) {
    case "test":
    case "at":
      program.push(tree);
      return;
    case "all":
      for (const part of tree.parts) emit(part, program);
      return;
    case "group":
      program.push({ kind: "save", slot: tree.group * 2 });
      emit(tree.inside, program);
      program.push({ kind: "save", slot: tree.group * 2 + 1 });
      return;
    case "any":
      return emitChoices(tree.choices, program);
    case "repeat":
      return emitRepeat(tree, program);
  }
}

function emitChoices(choices: readonly PatternTree[], program: Step[]): void {
  const ends: number[] = [];
  for (const [index, choice] of choices.entries()) {
    const isLast = index === choices.length - 1;
    const split = program.length;
    if (!isLast) program.push({ kind: "split", first: split + 1, second: 0 });
    emit(choice, program);
    if (isLast) continue;
    ends.push(program.push({ kind: "jump", to: 0 }) - 1);
    program[split] = { kind: "split", first: split + 1, second: program.length };
  }
  for (const end of ends) program[end] = { kind: "jump", to: program.length };
}

function emitRepeat({ inside, least, most, isLazy }: Extract<PatternTree, { kind: "repeat" }>, program: Step[]): void {
  const split = (at: number): Step => {
    const [into, past] = [at + 1, program.length];
    return { kind: "split", first: isLazy ? past : into, second: isLazy ? into : past };
  };
  for (let count = 0; count < least; count++) {
    const before = program.length;
    emit(inside, program);
    if (program.length === before) return; // nothing, however often
  }
  if (most === Number.POSITIVE_INFINITY) {
    const loop = program.push({ kind: "jump", to: 0 }) - 1;
    emit(inside, program);
    program.push({ kind: "jump", to: loop });
    program[loop] = split(loop);
    return;
  }
  const splits: number[] = [];
  for (let count = least; count < most; count++) {
    splits.push(program.push({ kind: "jump", to: 0 }) - 1);
    emit(inside, program);
  }
  for (const at of splits) program[at] = split(at);
}

interface Thread {
  readonly at: number;
  readonly saved: readonly number[];
}

function run(program: readonly Step[], groups: number, text: string, from: number): PatternMatch | undefined {
  let threads: Thread[] = [];
  let best: readonly number[] | undefined;
  for (let index = from; index <= text.length; index++) {
    const seen = new Set<number>();
    const here: Thread[] = [];
    for (const thread of threads) follow(program, thread, index, text, seen, here);
    if (best === undefined) follow(program, { at: 0, saved: [] }, index, text, seen, here);
    else if (here.length === 0) break;
    threads = [];
    for (const { at, saved } of here) {
      const step = program[at];
      if (step?.kind === "done") {
        best = saved;
        break; // those behind it come later in the pattern's own order
      }
      if (step?.kind === "test" && index < text.length && step.test(text.charCodeAt(index)))
        threads.push({ at: at + 1, saved });
    }
  }
  return best && foundBy(best, groups, text);
}

function foundBy(saved: readonly number[], groups: number, text: string): PatternMatch {
  const groupAt = (_: unknown, group: number) => {
    const [start, end] = [saved[group * 2], saved[group * 2 + 1]];
    return start === undefined || end === undefined ? undefined : text.slice(start, end);
  };
  return { start: saved[0] ?? 0, end: saved[1] ?? 0, groups: Array.from({ length: groups }, groupAt) };
}

/** Walks from one step to all tests that can be reached from it without reading on. */
function follow(
  program: readonly Step[],
  begin: Thread,
  index: number,
  text: string,
  seen: Set<number>,
  into: Thread[],
): void {
  const waiting: Thread[] = [begin];
  for (let thread = waiting.pop(); thread !== undefined; thread = waiting.pop()) {
    const { at, saved } = thread;
    const step = program[at];
    if (step === undefined || seen.has(at)) continue;
    seen.add(at);
    if (step.kind === "jump") waiting.push({ at: step.to, saved });
    else if (step.kind === "split") waiting.push({ at: step.second, saved }, { at: step.first, saved });
    else if (step.kind === "save") {
      const next = [...saved];
      next[step.slot] = index;
      waiting.push({ at: at + 1, saved: next });
    } else if (step.kind === "at") {
      if (holds(step.where, index, text)) waiting.push({ at: at + 1, saved });
    } else into.push(thread);
  }
}

function holds(where: "start" | "end" | "word", index: number, text: string): boolean {
  if (where === "start") return index === 0;
  if (where === "end") return index === text.length;
  const before = index > 0 && isWord(text.charCodeAt(index - 1));
  return before !== (index < text.length && isWord(text.charCodeAt(index)));
}
