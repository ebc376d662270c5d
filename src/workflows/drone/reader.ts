import { asList, asMap, asScalar, type Mapping, maps, texts } from "../../documents/shape.ts";
import type { YamlPath } from "../../documents/yaml/read.ts";
import type { Trigger, WorkflowFact } from "../facts.ts";
import {
  aJob,
  factsOfScript,
  imageOf,
  linesOf,
  type Pasting,
  type PipelineDocument,
  pastedBy,
  pipelineReader,
} from "../pipeline-reader.ts";
import { variablesOf } from "../variables.ts";
import { DRONE } from "./vocabulary.ts";

/** `${DRONE_…}` and, in Woodpecker, `${CI_…}` are replaced before the shell reads the commands; `$$` keeps them from it. */
const PASTING: Pasting = {
  pattern: /(?<!\$)\$\{((?:DRONE|CI)_\w+)/g,
  setBy: (name) =>
    /MESSAGE|TITLE|SOURCE_BRANCH|AUTHOR|_BRANCH$|_REF$|_TAG$|PULL_REQUEST_LABELS/.test(name)
      ? "contributor"
      : undefined,
};

/** Reads the pipelines of Drone and of its descendant Woodpecker, whose steps have the same parts. */
export const droneReader = pipelineReader({
  name: "drone",
  knows: DRONE,
  matches: (path) => /(?:^|\/)(?:\.drone\.ya?ml|\.woodpecker(?:\.ya?ml|\/[\w.-]+\.ya?ml))$/.test(path),
  isOne: ({ kind }) => kind === undefined || kind === "pipeline",
  facts: function* (document) {
    const { root } = document;
    const trigger = triggerOf(asMap(root.trigger) ?? asMap(root.when) ?? {}, root.when);
    for (const key of ["steps", "pipeline", "services", "clone"]) {
      for (const [name, step, path] of named(root[key], [key])) yield* factsOfStep(name, step, path, document, trigger);
    }
  },
});

/** Steps as a list, or as a map by their names. */
function* named(value: unknown, path: YamlPath): Iterable<[string, Mapping, YamlPath]> {
  const isList = Array.isArray(value);
  const entries: readonly (readonly [string | number, unknown])[] = isList
    ? [...value.entries()]
    : Object.entries(asMap(value) ?? {});
  for (const [key, entry] of entries) {
    const step = asMap(entry);
    if (step !== undefined) yield [asScalar(step.name) ?? String(key), step, [...path, key]];
  }
}

function* factsOfStep(
  name: string,
  step: Mapping,
  path: YamlPath,
  document: PipelineDocument,
  trigger: Trigger,
): Iterable<WorkflowFact> {
  const job = aJob(document.path, name, trigger);
  const mounts = asList(step.volumes).flatMap((volume) => asScalar(volume) ?? asScalar(asMap(volume)?.path) ?? []);
  const socket = mounts.find((mount) => mount.includes("docker.sock"));
  const privilege = step.privileged === true ? "privileged: true" : socket;
  yield* imageOf(step.image, [...path, "image"], document, job, privilege);
  yield* variablesOf(step.environment, [...path, "environment"], job.about, document.locate);
  const script = linesOf(step.commands);
  yield* factsOfScript(script, document.locate([...path, "commands"]), job, pastedBy(PASTING, script));
}

function triggerOf(when: Mapping, all: unknown): Trigger {
  const conditions = [when, ...maps(all)];
  const events = conditions.flatMap(({ event }) => {
    const included = asMap(event)?.include ?? event;
    return typeof included === "string" ? [included] : texts(included);
  });
  // Where no event is named, a pull request starts it, too.
  const outsider = events.length === 0 || events.includes("pull_request");
  return { events: events.length === 0 ? ["push", "pull_request"] : events, outsider, privileged: false };
}
