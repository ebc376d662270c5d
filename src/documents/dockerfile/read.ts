import {
  DockerfileParser,
  type From,
  type Instruction,
  type JSONInstruction,
  type ModifiableInstruction,
  type Run,
} from "dockerfile-ast";
import type { OpenFile } from "../../core/reader.ts";

/** One instruction; lines and columns count from 1, offsets are UTF-16 units of the text. */
export interface DockerInstruction {
  /** In capitals: `RUN`. What stands after `ONBUILD` is an instruction of its own, with `onBuild` set. */
  readonly keyword: string;
  /** Without the flags, continuation lines joined. */
  readonly text: string;
  readonly args: readonly string[];
  /** By their names; the values of one that is written several times stand on lines of their own. */
  readonly flags: Readonly<Record<string, string>>;
  /** The exec form's words, when it is written so. */
  readonly exec: readonly string[] | undefined;
  /** What its here-documents hold. */
  readonly heredocs: readonly string[];
  readonly onBuild: boolean;
  readonly line: number;
  readonly column: number;
  readonly start: number;
  readonly end: number;
}

/** One `FROM` and what follows it. */
export interface DockerStage {
  readonly index: number;
  readonly name: string;
  /** As written after FROM. */
  readonly image: string;
  /** With the defaults of the ARGs before the first FROM put in; undefined where one has no default. */
  readonly resolvedImage: string | undefined;
  /** Offsets of the image in the text, to edit it. */
  readonly imageStart: number;
  readonly imageEnd: number;
  readonly from: DockerInstruction;
  readonly instructions: readonly DockerInstruction[];
  /** The earlier stage that it builds on. */
  readonly parent: DockerStage | undefined;
}

export interface DockerfileDocument {
  readonly stages: readonly DockerStage[];
  /** The `# syntax=` directive; empty when there is none. */
  readonly syntax: string;
  readonly problems: readonly { readonly line: number; readonly message: string }[];
}

const KEYWORDS = new Set([
  "ADD",
  "ARG",
  "CMD",
  "COPY",
  "ENTRYPOINT",
  "ENV",
  "EXPOSE",
  "FROM",
  "HEALTHCHECK",
  "LABEL",
  "MAINTAINER",
  "ONBUILD",
  "RUN",
  "SHELL",
  "STOPSIGNAL",
  "USER",
  "VOLUME",
  "WORKDIR",
]);

const known = new WeakMap<OpenFile, DockerfileDocument>();

/** Reads a file's Dockerfile once, however many readers ask. */
export function readDockerfileOf(file: OpenFile): DockerfileDocument {
  const parsed = known.get(file) ?? readDockerfile(file.text());
  known.set(file, parsed);
  return parsed;
}

/** Reads a Dockerfile. Never throws for a text: what is not understood stands in `problems`. */
export function readDockerfile(text: string): DockerfileDocument {
  const parsed = DockerfileParser.parse(text);
  const starts = lineStarts(text);
  const convert = (instruction: Instruction, onBuild: boolean) => asInstruction(instruction, text, starts, onBuild);
  const defaults = new Map(
    parsed.getInitialARGs().flatMap((arg) => {
      const property = arg.getProperty();
      const value = property?.getValue();
      return property && value !== null && value !== undefined ? [[property.getName(), value] as const] : [];
    }),
  );
  const stages: MutableStage[] = [];
  const problems: { line: number; message: string }[] = [];
  for (const instruction of parsed.getInstructions()) {
    const keyword = instruction.getKeyword();
    const line = instruction.getRange().start.line + 1;
    if (!KEYWORDS.has(keyword)) problems.push({ line, message: `unknown instruction ${keyword.slice(0, 30)}` });
    else if (keyword === "FROM")
      stages.push(asStage(instruction as From, convert(instruction, false), stages, defaults, starts));
    else if (stages.length === 0 && keyword !== "ARG")
      problems.push({ line, message: `${keyword} before the first FROM` });
    else stages.at(-1)?.instructions.push(convert(instruction, false));
  }
  for (const trigger of parsed.getOnbuildTriggers()) stages.at(-1)?.instructions.push(convert(trigger, true));
  if (stages.length === 0) problems.push({ line: 1, message: "no FROM" });
  const syntax =
    parsed
      .getDirectives()
      .find((directive) => directive.getName().toLowerCase() === "syntax")
      ?.getValue() ?? "";
  return { stages, syntax, problems };
}

type MutableStage = DockerStage & { readonly instructions: DockerInstruction[] };

function asStage(
  from: From,
  instruction: DockerInstruction,
  before: readonly MutableStage[],
  defaults: ReadonlyMap<string, string>,
  starts: readonly number[],
): MutableStage {
  const image = from.getImage() ?? "";
  const range = from.getImageRange();
  const named = before.findLast(({ name }) => name !== "" && name.toLowerCase() === image.toLowerCase());
  return {
    index: before.length,
    name: from.getBuildStage() ?? "",
    image,
    resolvedImage: substitute(image, defaults),
    imageStart: range === null ? instruction.start : offsetOf(starts, range.start),
    imageEnd: range === null ? instruction.end : offsetOf(starts, range.end),
    from: instruction,
    instructions: [],
    parent: named ?? (/^\d+$/.test(image) ? before[Number(image)] : undefined),
  };
}

/** `$NAME`, `${NAME}` and `${NAME:-default}`, by the defaults of the global ARGs. */
function substitute(text: string, defaults: ReadonlyMap<string, string>): string | undefined {
  let whole = true;
  const result = text.replace(
    /\$(?:\{(\w+)(?::?-([^}]*))?\}|(\w+))/g,
    (_, braced: string | undefined, fallback: string | undefined, plain: string | undefined) => {
      const value = defaults.get(braced ?? plain ?? "") || fallback;
      if (value === undefined) whole = false;
      return value ?? "";
    },
  );
  return whole ? result : undefined;
}

function asInstruction(
  instruction: Instruction,
  text: string,
  starts: readonly number[],
  onBuild: boolean,
): DockerInstruction {
  const { start, end } = instruction.getRange();
  const flags = "getFlags" in instruction ? (instruction as ModifiableInstruction).getFlags() : [];
  const isBracketed =
    "getOpeningBracket" in instruction && (instruction as JSONInstruction).getOpeningBracket() !== null;
  const written = withoutFlags(instruction.getArgumentsContent() ?? "", flags.length);
  const keyword = instruction.getKeyword();
  const heredocs =
    keyword === "RUN" || keyword === "COPY" || keyword === "ADD" ? (instruction as Run).getHeredocs() : [];
  return {
    keyword,
    text: written,
    args: instruction.getArguments().map((argument) => argument.getValue()),
    flags: flagsOf(flags),
    exec: isBracketed ? execWords(written) : undefined,
    heredocs: heredocs.flatMap((heredoc) => {
      const range = heredoc.getContentRange();
      return range === null ? [] : [text.slice(offsetOf(starts, range.start), offsetOf(starts, range.end))];
    }),
    onBuild,
    line: start.line + 1,
    column: start.character + 1,
    start: offsetOf(starts, start),
    end: offsetOf(starts, end),
  };
}

function flagsOf(flags: readonly { getName(): string; getValue(): string | null }[]): Record<string, string> {
  const byName = Map.groupBy(flags, (flag) => flag.getName());
  return Object.fromEntries(
    [...byName].map(([name, its]) => [name, its.map((flag) => flag.getValue() ?? "").join("\n")]),
  );
}

/** What stands in brackets and is no list of JSON strings is a shell's text, as the builder takes it. */
function execWords(text: string): string[] | undefined {
  try {
    const words: unknown = JSON.parse(text);
    return Array.isArray(words) && words.every((word) => typeof word === "string") ? words : undefined;
  } catch {
    return undefined;
  }
}

function withoutFlags(text: string, count: number): string {
  let rest = text;
  for (let flag = 0; flag < count; flag++) rest = rest.replace(/^\s*--\S+\s*/, "");
  return rest;
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (const match of text.matchAll(/\r\n|\r|\n/g)) starts.push(match.index + match[0].length);
  return starts;
}

function offsetOf(starts: readonly number[], { line, character }: { line: number; character: number }): number {
  return (starts[line] ?? 0) + character;
}
