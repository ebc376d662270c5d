import { type ImageReferenceFact, imageReferences } from "../../core/image.ts";
import { packageInstall } from "../../core/install.ts";
import { type GapFact, gapAt, type OpenFile, type WholeReader } from "../../core/reader.ts";
import { subject } from "../../core/subject.ts";
import {
  type DockerfileDocument,
  type DockerInstruction,
  type DockerStage,
  readDockerfileOf,
} from "../../documents/dockerfile/read.ts";
import { isShell, programOf, readShell, type ShellCommand } from "../../documents/shell/read.ts";
import { startedPrograms } from "../build-commands.ts";
import { holdsSecret } from "../secret-name.ts";
import type { DockerfileFact } from "./facts.ts";
import { startsOf } from "./starts.ts";

/** Reads Dockerfiles and Containerfiles. */
export const dockerfileReader: WholeReader<DockerfileFact | ImageReferenceFact> = {
  id: "config/dockerfile",
  version: 4,
  limit: 1024 * 1024,
  wants: ({ path, type }) => type === "file" && isDockerfile(path),
  read: function* (file) {
    const document = readDockerfileOf(file);
    for (const { line, message } of document.problems) yield gapAt({ ...file.place, line }, message);
    yield* factsOf(file, document);
  },
};

/** `Dockerfile`, `Dockerfile.web`, `web.Dockerfile`, `Containerfile` and their like; not what templates make of them. */
function isDockerfile(path: string): boolean {
  if (/(?:^|\/)(?:node_modules|vendor|third_party)\//.test(path)) return false;
  const name = path.slice(path.lastIndexOf("/") + 1).toLowerCase();
  if (/\.(?:md|j2|jinja2?|tmpl|tpl|erb|mustache|dockerignore|ts|js|py|go|rs|json|ya?ml|txt|html)$/.test(name))
    return false;
  return /^(?:docker|container)file(?:[.-][\w.-]+)?$|\.(?:docker|container)file$/.test(name);
}

function* factsOf(
  file: OpenFile,
  document: DockerfileDocument,
): Iterable<DockerfileFact | ImageReferenceFact | GapFact> {
  const at = ({ line, column }: { line: number; column: number }) => ({ ...file.place, line, column });
  const about = { subject: subject("file", file.path) };
  if (document.syntax !== "")
    yield { kind: "frontend", at: { ...file.place, line: 1, column: 1 }, ...about, image: document.syntax };
  for (const stage of document.stages) {
    yield {
      kind: "stage-base",
      at: at(stage.from),
      ...about,
      image: stage.image,
      resolved: stage.resolvedImage ?? "",
      isEarlierStage: stage.parent !== undefined,
    };
    if (stage.parent === undefined) yield* imageReferences(stage.resolvedImage ?? "", at(stage.from));
    for (const instruction of stage.instructions) yield* factsOfInstruction(instruction, at(instruction), about);
    for (const { instruction, ...start } of startsOf(stage))
      yield { kind: "start-instruction", at: at(instruction), ...about, ...start };
  }
  const last = document.stages.at(-1);
  if (last !== undefined) {
    const { user, where } = userOf(last);
    yield { kind: "final-user", at: at(where), ...about, user, base: baseOf(last) };
  }
}

/** The last USER counts, and where a stage sets none, the one that it builds on does. */
function userOf(stage: DockerStage): { user: string; where: DockerInstruction } {
  const set = ownInstructions(stage).findLast(({ keyword }) => keyword === "USER");
  if (set === undefined) {
    return stage.parent === undefined
      ? { user: "", where: stage.from }
      : { ...userOf(stage.parent), where: stage.from };
  }
  const values = valuesBefore(stage, set);
  const user = (set.args[0] ?? "").replace(
    /\$(?:\{(\w+)\}|(\w+))/g,
    (written: string, braced?: string, plain?: string) => values.get(braced ?? plain ?? "") ?? written,
  );
  return { user, where: set };
}

function ownInstructions(stage: DockerStage): DockerInstruction[] {
  return stage.instructions.filter(({ onBuild }) => !onBuild);
}

/** The values that are written for variables before an instruction; of the stages below, those of ENV alone last. */
function valuesBefore(stage: DockerStage, instruction: DockerInstruction): Map<string, string> {
  const own = ownInstructions(stage);
  const lasting: DockerInstruction[] = [];
  for (let below = stage.parent; below !== undefined; below = below.parent) {
    lasting.unshift(...ownInstructions(below).filter(({ keyword }) => keyword === "ENV"));
  }
  const variables = [...lasting, ...own.slice(0, own.indexOf(instruction))].flatMap(variablesOf);
  return new Map(
    variables.filter(({ value }) => value !== "" && !value.includes("$")).map(({ name, value }) => [name, value]),
  );
}

function baseOf(stage: DockerStage): string {
  return stage.parent === undefined ? (stage.resolvedImage ?? stage.image) : baseOf(stage.parent);
}

type About = Pick<DockerfileFact, "subject">;

function* factsOfInstruction(
  instruction: DockerInstruction,
  at: DockerfileFact["at"],
  about: About,
): Iterable<DockerfileFact> {
  const { keyword, args, flags } = instruction;
  switch (keyword) {
    case "RUN":
      yield* factsOfRun(instruction, at, about);
      break;
    case "ADD":
    case "COPY":
      if (flags.from === undefined) {
        yield {
          kind: "brought-in",
          at,
          ...about,
          by: keyword,
          sources: sourcesOf(instruction),
          mode: flags.chmod ?? "",
          checksum: flags.checksum !== undefined,
        };
      }
      break;
    case "ARG":
    case "ENV":
      for (const { name, value } of variablesOf(instruction)) {
        yield { kind: "build-variable", at, ...about, by: keyword, name, literal: holdsSecret(value) };
      }
      break;
    case "EXPOSE":
      for (const port of args) yield { kind: "exposed-port", at, ...about, port: port.split("/")[0] ?? "" };
      break;
    default:
      break;
  }
}

function* factsOfRun(instruction: DockerInstruction, at: DockerfileFact["at"], about: About): Iterable<DockerfileFact> {
  const { flags } = instruction;
  if (flags.security !== undefined || flags.network !== undefined) {
    yield { kind: "build-privilege", at, ...about, security: flags.security ?? "", network: flags.network ?? "" };
  }
  const passing = passingFolders(flags.mount ?? "");
  for (const { program, args, reads, beside } of startedPrograms(commandsOf(instruction))) {
    yield { kind: "build-command", at, ...about, program, args, reads, beside, ...(passing.length > 0 && { passing }) };
    const install = packageInstall(program, args);
    if (install !== undefined) yield { kind: "package-install", at, ...about, ...install };
  }
}

/** `type=cache,target=/var/cache/apk`, one for each mount. */
function passingFolders(mounts: string): string[] {
  return mounts.split("\n").flatMap((mount) => {
    const fields = new Map(mount.split(",").map((field) => field.split("=", 2) as [string, string]));
    const target = fields.get("target") ?? fields.get("dst") ?? fields.get("destination");
    return target !== undefined && /^(?:cache|tmpfs)$/.test(fields.get("type") ?? "") ? [target] : [];
  });
}

/** The programs that a RUN starts. A here-document is a script only where a shell is what reads it. */
function commandsOf({ exec, text, heredocs }: DockerInstruction): ShellCommand[] {
  if (exec !== undefined) {
    const { program, args } = programOf({ words: exec, reads: [], offset: 0 });
    const script = args[args.findIndex((arg) => /^-[a-z]*c$/.test(arg)) + 1];
    const inside = isShell(program) && args.some((arg) => /^-[a-z]*c$/.test(arg)) ? readShell(script ?? "") : [];
    return [{ words: exec, reads: [], offset: 0 }, ...inside];
  }
  const commands = readShell(text);
  const [first] = commands;
  const isScript = /^\s*<</.test(text)
    ? first === undefined || isShell(programOf(first).program)
    : first !== undefined && isShell(programOf(first).program);
  const scripts = isScript ? heredocs.filter((script) => !/^#!(?!.*\b(?:ba|da|a|z|k)?sh\b)/.test(script)) : [];
  return [...commands, ...scripts.flatMap(readShell)];
}

/** What is copied, without where to. What stands in a here-document is written here and no file. */
function sourcesOf({ exec, args, text, heredocs }: DockerInstruction): string[] {
  if (exec !== undefined) return exec.slice(0, -1);
  if (heredocs.length === 0) return args.slice(0, -1);
  const [line = ""] = text.split("\n");
  return line
    .trim()
    .split(/\s+/)
    .slice(0, -1)
    .filter((word) => !word.startsWith("<<"));
}

/** `A=1 B="x y"`, and the old form `A one two`. */
function variablesOf({ text, keyword }: DockerInstruction): { name: string; value: string }[] {
  if (keyword !== "ENV" && keyword !== "ARG") return [];
  const old = /^\s*([^\s=]+)\s+(.+)$/s.exec(text);
  if (keyword === "ENV" && old !== null) return [{ name: old[1] ?? "", value: (old[2] ?? "").trim() }];
  return [...text.matchAll(/([^\s="']+)(?:=("(?:[^"\\]|\\.)*"|'[^']*'|(?:[^\s\\]|\\.)*))?/gs)].map(
    ([, name = "", value = ""]) => ({
      name,
      value: value.replace(/^(["'])(.*)\1$/s, "$2"),
    }),
  );
}
