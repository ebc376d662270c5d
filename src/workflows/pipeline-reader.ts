import { type ImageReferenceFact, imageReferences } from "../core/image.ts";
import { type GapFact, gapAt, type WholeReader } from "../core/reader.ts";
import { subject } from "../core/subject.ts";
import { asMap, asScalar, type Mapping, texts } from "../documents/shape.ts";
import { readYamlFile, type YamlPath } from "../documents/yaml/read.ts";
import type { JobImage, LinkFact, PastedExpression, PublishingJob, Trigger, WorkflowFact } from "./facts.ts";
import { hiddenCharactersIn } from "./hidden-characters.ts";
import { printedSecrets } from "./scripts/printed-secrets.ts";
import { deployingCommand, publishingCommand } from "./scripts/publishing.ts";
import { factsOfShell } from "./scripts/shell-facts.ts";
import { credentialsIn } from "./variables.ts";
import { repeatedKeysIn, unknownKeys, type Vocabulary } from "./vocabulary.ts";

/** One document of a pipeline file, with the way to the places of its values. */
export interface PipelineDocument {
  readonly path: string;
  readonly root: Mapping;
  readonly locate: (path: YamlPath) => WorkflowFact["at"];
}

/** A CI system whose definitions are YAML. */
export interface YamlSystem {
  /** `gitlab`; stands in the reader's id. */
  readonly name: string;
  readonly matches: (path: string) => boolean;
  readonly facts: (document: PipelineDocument) => Iterable<WorkflowFact | LinkFact | GapFact>;
  /** Any other key is a gap. */
  readonly knows: Vocabulary;
  /** Whether a file of this name is one of the system's at all. Default: all are. */
  readonly isOne?: (root: Mapping) => boolean;
}

type Yielded = WorkflowFact | LinkFact | ImageReferenceFact;

/** The reader of one system. What it does not understand becomes a gap. */
export function pipelineReader({ name, matches, facts, knows, isOne = () => true }: YamlSystem): WholeReader<Yielded> {
  return {
    id: `workflows/${name}`,
    version: 3,
    limit: 1024 * 1024,
    wants: ({ path, type }) => type === "file" && !isForeign(path) && matches(path),
    read: function* (file) {
      const { documents, problems } = readYamlFile(file);
      for (const { message, line } of problems) yield gapAt({ ...file.place, line }, `not YAML: ${message}`);
      yield* hiddenCharactersIn(file);
      yield* repeatedKeysIn(
        file,
        documents.filter(({ value }) => isOne(asMap(value) ?? {})),
      );
      for (const document of documents) {
        const root = asMap(document.value);
        const locate = (path: YamlPath) => {
          const { line, column } = document.rangeOf(path);
          return { ...file.place, line, column };
        };
        if (root !== undefined) {
          if (!isOne(root)) continue;
          const pipeline = { path: file.path, root, locate };
          yield* withImages(facts(pipeline));
          yield* unknownKeys(pipeline, knows);
        } else if (document.value !== null) yield gapAt(file.place, "holds no map at its top, as a pipeline does");
      }
    },
  };
}

/** The images of jobs are also what trust holds against the standard. */
export function* withImages(facts: Iterable<WorkflowFact | LinkFact | GapFact>): Iterable<Yielded | GapFact> {
  for (const fact of facts) {
    yield fact;
    if (fact.kind === "job-image" && fact.ref !== "" && !/\$|<<|\{\{/.test(fact.ref))
      yield* imageReferences(fact.ref, fact.at);
  }
}

/** Pipelines of packages that lie about are nobody's pipeline here. */
export function isForeign(path: string): boolean {
  return /(?:^|\/)(?:node_modules|vendor|third_party)\//.test(path);
}

/** One job of a pipeline and what its parts are about. */
export interface Job {
  readonly about: Pick<WorkflowFact, "subject" | "signals">;
  readonly trigger: Trigger;
  /** Empty where none is named. */
  readonly environment: string;
  /** A person starts it. */
  readonly byHand: boolean;
  /** A person has to start it, and nothing waits for that. */
  readonly isOptional?: boolean;
}

export function aJob(path: string, name: string, trigger: Trigger, more: Partial<Job> = {}): Job {
  const isOpen = trigger.outsider;
  const reach = isOpen
    ? ({ level: "contributor", because: "a pull request starts it" } as const)
    : ({ level: "member", because: "only people with write access start it" } as const);
  return {
    about: { subject: subject("job", `${path}#${name}`), signals: { reach } },
    trigger,
    environment: "",
    byHand: false,
    ...more,
  };
}

export const BY_MEMBERS: Trigger = { events: ["push"], outsider: false, privileged: false };

/** What a job's script tells: the values pasted into it, its commands, what it publishes. */
export function* factsOfScript(
  script: string,
  at: WorkflowFact["at"],
  job: Job,
  expressions: readonly PastedExpression[],
  interpreter = "shell",
): Iterable<WorkflowFact> {
  const { about, trigger, byHand } = job;
  if (script === "") return;
  yield { kind: "script", at, ...about, interpreter, expressions, trigger };
  if (interpreter === "shell") yield* factsOfShell(script, about, at, trigger);
  const onRequest = isOnRequest(trigger);
  for (const name of onRequest ? credentialsIn(script) : [])
    yield { kind: "held-credential", at, ...about, name, form: "variable", onRequest, byHand };
  for (const { name, changedBy } of printedSecrets(script, credentialsIn(script)))
    yield { kind: "printed-secret", at, ...about, name, changedBy };
  const command = publishes(script);
  if (command !== undefined) yield published(command, at, job);
}

/** The command of a script that publishes or deploys; undefined when none does. */
export function publishes(script: string): string | undefined {
  return publishingCommand(script) ?? deployingCommand(script);
}

/** Whether a pull or merge request starts it, in the words of any system but GitHub, where a fork's run holds no secrets. */
export function isOnRequest({ events }: Trigger): boolean {
  return events.some((event) => /^(?:pr|merge_request|pull-requests|pull_request)$/.test(event));
}

/** A job that publishes or deploys by a command, or because it says so. */
export function published(
  by: string,
  at: WorkflowFact["at"],
  { about, trigger, environment, byHand, isOptional }: Job,
): PublishingJob {
  const onRequest = isOnRequest(trigger);
  const optional = isOptional === undefined ? {} : { isOptional };
  return {
    kind: "publishing-job",
    at,
    ...about,
    publishes: by,
    environment,
    byHand,
    onRequest,
    ...optional,
    longLivedKey: "",
  };
}

/** The image of a job, written as a text or as a map with its name. */
export function* imageOf(
  value: unknown,
  path: YamlPath,
  { locate }: PipelineDocument,
  { about }: Job,
  privilege?: string,
): Iterable<JobImage> {
  const key = ["name", "image"].find((name) => asScalar(asMap(value)?.[name]) !== undefined);
  const ref = asScalar(value) ?? asScalar(asMap(value)?.[key ?? ""]);
  if (ref === undefined || ref === "") return;
  const own =
    privilege ??
    (/(?:^|\/)docker:[\w.-]*dind/.test(ref) ? "a Docker daemon, which needs a privileged runner" : undefined);
  const at = locate(key === undefined ? path : [...path, key]);
  yield { kind: "job-image", at, ...about, ref, ...(own === undefined ? {} : { privilege: own }) };
}

/** What a container runs when its command is a shell that is handed a script: `command: [sh, -c], args: [script]`. */
export function commandLine(container: Mapping): { readonly script: string; readonly interpreter: string } {
  const words = [...texts(container.command), ...texts(container.args)];
  const interpreter = interpreterOf(words[0]);
  const script = interpreter === "shell" && words.some((word) => /^-\w*c$/.test(word)) ? (words.at(-1) ?? "") : "";
  return { script, interpreter };
}

/** `shell` for all that read the shell's language; else the program itself. */
export function interpreterOf(program: string | undefined): string {
  return program === undefined || /(?:^|\/)(?:ba|da|a|z)?sh$/.test(program) ? "shell" : program;
}

/** A script written as a text or as a list of lines. */
export function linesOf(value: unknown): string {
  if (!Array.isArray(value)) return asScalar(value) ?? "";
  return value.flatMap((line) => asScalar(line) ?? lineOfMap(line) ?? []).join("\n");
}

/** `curl -H "Accept: x"` without quotes around it is a map to YAML; what was meant can still be read. */
export function lineOfMap(line: unknown): string | undefined {
  const [entry, ...others] = Object.entries(asMap(line) ?? {});
  const value = asScalar(entry?.[1]);
  return entry === undefined || others.length > 0 || value === undefined || !entry[0].includes(" ")
    ? undefined
    : `${entry[0]}: ${value}`;
}

/** Who sets what a system pastes into a script before the shell reads it. */
export interface Pasting {
  /** One match for each value, its name in the first group. */
  readonly pattern: RegExp;
  readonly setBy: (name: string) => PastedExpression["setBy"] | undefined;
}

export function pastedBy({ pattern, setBy }: Pasting, script: string): PastedExpression[] {
  const found = new Map<string, PastedExpression>();
  for (const [, name = ""] of script.matchAll(pattern)) {
    const setter = setBy(name);
    if (setter !== undefined) found.set(name, { text: name, setBy: setter });
  }
  return [...found.values()];
}
