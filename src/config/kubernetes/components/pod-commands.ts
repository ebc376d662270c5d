import type { Place } from "../../../core/place.ts";
import { subject } from "../../../core/subject.ts";
import { asList, asMap, asScalar, asText, type Mapping } from "../../../documents/shape.ts";
import { isShell, programOf, readShell } from "../../../documents/shell/read.ts";
import type { YamlPath } from "../../../documents/yaml/read.ts";
import type { PlacedWord } from "../../command-flags.ts";
import type { Manifest } from "../manifest.ts";
import { podOf } from "../pod.ts";
import { type ComponentCommand, componentIn, type Flag, flagsOf } from "./component-command.ts";
import { etcdVariables } from "./etcd-variables.ts";

/** The components that the containers of a pod start: static pods, and those of hosted control planes. */
export function commandsOfPod(manifest: Manifest): ComponentCommand[] {
  const pod = podOf(manifest);
  if (pod === undefined) return [];
  return asList(pod.spec.containers).flatMap((value, index) => {
    const container = asMap(value);
    const path = [...pod.specPath, "containers", index];
    return container === undefined ? [] : commandsOf(manifest, container, path);
  });
}

function commandsOf(manifest: Manifest, container: Mapping, path: YamlPath): ComponentCommand[] {
  const words = ["command", "args"].flatMap((list) =>
    asList(container[list]).flatMap((word, index): PlacedWord<Place>[] => {
      const text = asScalar(word);
      return text === undefined ? [] : [{ text, at: manifest.at([...path, list, index]) }];
    }),
  );
  return started(words).flatMap(({ program, rest, at }) => {
    const found = componentIn(program, rest);
    if (found === undefined) return [];
    const { component } = found;
    const { flags, isPartial } = flagsOf(found.words);
    const environment = component === "etcd" ? etcdEnvironment(manifest, container, path) : { flags: [] };
    return {
      component,
      at,
      subject: subject("workload", manifest.title),
      flags: [...environment.flags, ...flags],
      isPartial: isPartial ?? environment.isPartial,
    };
  });
}

interface Started {
  readonly program: string;
  readonly rest: readonly PlacedWord<Place>[];
  readonly at: Place;
}

/** The program itself, or those of the script that a shell is given. */
function started(words: readonly PlacedWord<Place>[]): Started[] {
  const [first, ...rest] = words;
  if (first === undefined) return [];
  const program = first.text.replace(/^.*\//, "");
  if (!isShell(program)) return [{ program, rest, at: first.at }];
  const script = rest.find(({ text }) => !text.startsWith("-"));
  if (script === undefined || !rest.some(({ text }) => /^-\w*c/.test(text))) return [];
  return readShell(script.text).map((command) => {
    const { program: name, args } = programOf(command);
    return { program: name, rest: args.map((text) => ({ text, at: script.at })), at: script.at };
  });
}

function etcdEnvironment(
  manifest: Manifest,
  container: Mapping,
  path: YamlPath,
): Pick<ComponentCommand, "flags" | "isPartial"> {
  const variables = asList(container.env).flatMap((value, index): Flag[] => {
    const variable = asMap(value);
    const name = asText(variable?.name);
    const text = asScalar(variable?.value);
    const at = manifest.at([...path, "env", index]);
    if (name === "" || (text === undefined && variable?.valueFrom === undefined)) return [];
    return [{ name, value: text ?? "$(elsewhere)", at }];
  });
  const isPartial = asList(container.envFrom).length > 0 ? "takes its environment from other objects" : undefined;
  return { flags: etcdVariables(variables), isPartial };
}
