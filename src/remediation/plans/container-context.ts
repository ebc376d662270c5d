import { asMap, mapAt, maps, texts } from "../../documents/shape.ts";
import type { YamlDocument, YamlPath } from "../../documents/yaml/read.ts";
import { lineEnd, lineStart, type SourceFile } from "../edits/source-file.ts";
import { firstEntry } from "../edits/yaml-entry.ts";
import { valueAt } from "../proof/documents.ts";
import type { YamlChange } from "../proof/expectation.ts";
import { type Fixer, type Mend, type Unable, unable } from "./fixer.ts";
import { asScalar, yamlOf } from "./yaml-places.ts";

/**
 * Containers may not gain rights, and get the runtime's seccomp profile: both are what nearly every program can do with. All
 * containers of a file are mended at once, so that what several rules say of them is one edit.
 */
export const containerContext: Fixer = {
  name: "container-context",
  rules: ["config/kubernetes/privilege-escalation", "config/kubernetes/seccomp-missing"],
  kind: "edit",
  async mend({ place, file }) {
    if (file.path.endsWith(".json")) return unable("JSON is not written to");
    const containers = (yamlOf(file)?.documents ?? []).flatMap((document, index) => [...containersIn(document, index)]);
    const isAtPlace = ({ document, path }: Container) => {
      const { line, column } = document.rangeOf(path);
      return line === place.line && column === place.column;
    };
    const asked = containers.find(isAtPlace);
    if (asked === undefined) return unable("it is set in so many words, or the container is written unusually");
    if (asked.lacks.length === 0) return unable("a container with this much power cannot be kept from more");
    return mendAll(
      file,
      containers.filter(({ lacks }) => lacks.length > 0),
    );
  },
};

/** A container of a pod, and what its security context lacks. */
interface Container {
  readonly document: YamlDocument;
  readonly index: number;
  readonly path: YamlPath;
  readonly lacks: readonly Setting[];
}

const SETTINGS = {
  allowPrivilegeEscalation: { value: false, flow: "allowPrivilegeEscalation: false" },
  seccompProfile: { value: { type: "RuntimeDefault" }, flow: "seccompProfile: { type: RuntimeDefault }" },
} as const;
type Setting = keyof typeof SETTINGS;

/** Where the kinds that make pods keep them. */
const PODS: readonly YamlPath[] = [
  ["spec"],
  ["spec", "template", "spec"],
  ["spec", "jobTemplate", "spec", "template", "spec"],
];
const LISTS = ["initContainers", "containers"];

function* containersIn(document: YamlDocument, index: number): Iterable<Container> {
  for (const object of objectsIn(document.value, [])) {
    for (const pod of PODS.map((path) => [...object, ...path])) {
      const spec = asMap(valueAt(document.value, pod));
      if (spec === undefined || mapAt(spec, "os").name === "windows") continue;
      for (const list of LISTS) {
        for (const [position] of maps(spec[list]).entries()) {
          const path = [...pod, list, position];
          yield { document, index, path, lacks: lacking(valueAt(document.value, path), spec) };
        }
      }
    }
  }
}

/** Objects of a document, those of a list included. */
function* objectsIn(value: unknown, path: YamlPath): Iterable<YamlPath> {
  const object = asMap(value);
  if (object === undefined || path.length > 8) return;
  if (String(object.kind).endsWith("List") && Array.isArray(object.items)) {
    for (const [index, item] of object.items.entries()) yield* objectsIn(item, [...path, "items", index]);
  } else if (typeof object.apiVersion === "string") yield path;
}

/** The API server takes no container that is privileged, or may administer the system, and is kept from gaining rights. */
function lacking(container: unknown, pod: unknown): Setting[] {
  const context = mapAt(container, "securityContext");
  if (context.privileged === true || typeof asMap(container)?.image !== "string") return [];
  const isAdministrator = texts(mapAt(context, "capabilities").add).some((name) =>
    /^(?:CAP_)?(?:SYS_ADMIN|ALL)$/i.test(name),
  );
  const hasProfile = context.seccompProfile !== undefined || mapAt(pod, "securityContext").seccompProfile !== undefined;
  return [
    ...(context.allowPrivilegeEscalation === undefined && !isAdministrator
      ? (["allowPrivilegeEscalation"] as const)
      : []),
    ...(hasProfile ? [] : (["seccompProfile"] as const)),
  ];
}

function mendAll(file: SourceFile, containers: readonly Container[]): Mend | Unable {
  const edits: Mend["edits"][number][] = [];
  const changes: YamlChange[] = [];
  for (const container of containers) {
    const edit = editFor(file, container);
    if (edit === undefined) return unable("a container of the file is shared or written unusually");
    edits.push(edit);
    changes.push(...changesFor(container));
  }
  return {
    summary: "Keep containers from gaining rights, under the runtime's seccomp profile",
    edits,
    expectation: { path: file.path, format: "yaml", changes },
  };
}

function changesFor({ document, index, path, lacks }: Container): YamlChange[] {
  const context = [...path, "securityContext"];
  if (valueAt(document.value, context) === undefined) {
    const value = Object.fromEntries(lacks.map((name) => [name, SETTINGS[name].value]));
    return [{ kind: "set", document: index, at: context, value }];
  }
  return lacks.map((name) => ({ kind: "set", document: index, at: [...context, name], value: SETTINGS[name].value }));
}

function editFor(file: SourceFile, { document, index, path, lacks }: Container): Mend["edits"][number] | undefined {
  const context = [...path, "securityContext"];
  if (document.isShared(path)) return undefined;
  const written = valueAt(document.value, context);
  if (written !== undefined) {
    const isOwnMap = asMap(written) !== undefined && !document.isShared(context);
    return isOwnMap ? firstEntry(file, document, context, ...lacks.map((name) => SETTINGS[name].flow)) : undefined;
  }
  const image = asScalar(file, document, index, [...path, "image"]);
  if (image === undefined) return undefined;
  const insert = (at: number, replacement: string) => ({ start: file.byteAt(at), end: file.byteAt(at), replacement });
  if (file.text[document.rangeOf(path).start] === "{") {
    return insert(image.outerEnd, `, securityContext: { ${lacks.map((name) => SETTINGS[name].flow).join(", ")} }`);
  }
  const key = document.keyRangeOf(image.path);
  if (!/^[ -]*$/.test(file.text.slice(lineStart(file, key.start), key.start))) return undefined;
  const [indent, line] = [" ".repeat(key.column - 1), file.newline];
  const lines = lacks.flatMap((name) =>
    name === "seccompProfile" ? ["  seccompProfile:", "    type: RuntimeDefault"] : [`  ${SETTINGS[name].flow}`],
  );
  return insert(
    lineEnd(file, image.outerEnd),
    ["", "securityContext:", ...lines].map((text, at) => (at === 0 ? "" : line + indent + text)).join(""),
  );
}
