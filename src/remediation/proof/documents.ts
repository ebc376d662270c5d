import { isDeepStrictEqual } from "node:util";
import { type DockerStage, readDockerfile } from "../../documents/dockerfile/read.ts";
import { readShell } from "../../documents/shell/read.ts";
import { readYaml, type YamlPath } from "../../documents/yaml/read.ts";
import type { DockerfileChange, Expectation, ShellExpectation, YamlChange } from "./expectation.ts";

/**
 * Whether `after` reads as `before` does but for the changes that were meant. Undefined when it does, else what is
 * different, without quoting the file.
 */
export function differenceFromExpected(
  before: string,
  after: string,
  expectations: readonly Expectation[],
): string | undefined {
  for (const format of new Set(expectations.map((expectation) => expectation.format))) {
    const found = differenceIn(format, before, after, expectations);
    if (found !== undefined) return found;
  }
  return undefined;
}

function differenceIn(
  format: Expectation["format"],
  before: string,
  after: string,
  expectations: readonly Expectation[],
): string | undefined {
  switch (format) {
    case "yaml":
      return yamlDifference(before, after, changesOf(expectations, "yaml"));
    case "dockerfile":
      return dockerfileDifference(before, after, changesOf(expectations, "dockerfile"));
    case "shell":
      return shellDifference(before, after, changesOf(expectations, "shell"));
  }
}

function changesOf<F extends Expectation["format"]>(expectations: readonly Expectation[], format: F) {
  type Changes = Extract<Expectation, { format: F }>["changes"][number];
  return expectations.flatMap((one) => (one.format === format ? (one.changes as readonly Changes[]) : []));
}

function yamlDifference(before: string, after: string, changes: readonly YamlChange[]): string | undefined {
  const [old, now] = [readYaml(before), readYaml(after)];
  if (now.problems.length > 0) return `line ${now.problems[0]?.line} is no longer YAML`;
  const expected = old.documents.map(({ value }) => structuredClone(value));
  for (const change of changes.filter(({ kind }) => kind === "set")) {
    if (change.kind === "set" && !setAt(expected, [change.document, ...change.at], change.value))
      return "a value is not where it was";
  }
  const inserts = changes.filter((change) => change.kind === "insert").sort((a, b) => b.index - a.index);
  for (const { document, list, index, value } of inserts) {
    const into = valueAt(expected, [document, ...list]);
    if (!Array.isArray(into)) return "a list is not where it was";
    into.splice(index, 0, value);
  }
  const values = now.documents.map(({ value }) => value);
  return isDeepStrictEqual(values, expected) ? undefined : "another value than the intended one changed";
}

function setAt(root: unknown, path: YamlPath, value: unknown): boolean {
  const parent = valueAt(root, path.slice(0, -1));
  const last = path.at(-1);
  if (parent === null || typeof parent !== "object" || last === undefined || last === "__proto__") return false;
  (parent as Record<string | number, unknown>)[last] = structuredClone(value);
  return true;
}

/** The plain value at a path; undefined where there is none. */
export function valueAt(root: unknown, path: YamlPath): unknown {
  let value = root;
  for (const part of path) {
    if (value === null || typeof value !== "object" || !Object.hasOwn(value, part)) return undefined;
    value = (value as Record<string | number, unknown>)[part];
  }
  return value;
}

function dockerfileDifference(before: string, after: string, changes: readonly DockerfileChange[]): string | undefined {
  const [old, now] = [readDockerfile(before), readDockerfile(after)];
  if (now.problems.length > old.problems.length) return `line ${now.problems.at(-1)?.line} is no instruction`;
  const expected = old.stages.map(asPlain);
  for (const change of changes) {
    const stage = expected[change.stage];
    if (stage === undefined) return "a stage is not where it was";
    if (change.kind === "base") stage.image = change.image;
  }
  const inserts = changes.filter((change) => change.kind === "instruction").sort((a, b) => b.before - a.before);
  for (const { stage, before: index, keyword, text } of inserts) {
    expected[stage]?.instructions.splice(index, 0, { keyword, text, flags: {} });
  }
  return isDeepStrictEqual(now.stages.map(asPlain), expected)
    ? undefined
    : "another instruction than the intended one changed";
}

function asPlain({ name, image, from, instructions }: DockerStage) {
  return {
    name,
    image,
    flags: from.flags,
    instructions: instructions
      .filter(({ onBuild }) => !onBuild)
      .map(({ keyword, text, flags }) => ({ keyword, text, flags })),
  };
}

function shellDifference(before: string, after: string, changes: ShellExpectation["changes"]): string | undefined {
  const names = changes.map(({ name }) => name);
  const [expected, now] = [commandsOf(before, names), commandsOf(after, names)];
  for (const { command } of changes) {
    const at = now.indexOf(JSON.stringify(command));
    if (at === -1) return "the command that reads the credential is not there";
    now.splice(at, 1);
  }
  return isDeepStrictEqual(now, expected) ? undefined : "another command than the intended one changed";
}

/** Programs that take an assignment as a word. */
const DECLARE = new Set(["export", "readonly"]);

/** The commands, without what the named variables are given. */
function commandsOf(script: string, names: readonly string[]): string[] {
  return readShell(script).map(({ words }) => {
    const [program = ""] = words;
    if (!DECLARE.has(program)) return JSON.stringify(words);
    const bare = words.map((word) => names.find((name) => word.startsWith(`${name}=`)) ?? word);
    return JSON.stringify(bare);
  });
}
