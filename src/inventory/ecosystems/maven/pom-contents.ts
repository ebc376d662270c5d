import { eachXml } from "../xml.ts";

/** One `<dependency>`, as it is written; what is absent is empty. */
export interface Declared {
  readonly line: number;
  group: string;
  artifact: string;
  version: string;
  scope: string;
  optional: string;
}

export interface Pom {
  /** Its own, and those of the project and its parent under the names that Maven gives them. */
  readonly properties: ReadonlyMap<string, string>;
  readonly dependencies: readonly Declared[];
  /** What `dependencyManagement` says of dependencies, wherever they are asked for. */
  readonly managed: readonly Declared[];
}

const FIELDS = {
  groupId: "group",
  artifactId: "artifact",
  version: "version",
  scope: "scope",
  optional: "optional",
} as const;
const DEPENDENCIES = "project/dependencies/dependency";
const MANAGED = "project/dependencyManagement/dependencies/dependency";
/** Longer than any property of which a version is made; each may be put in many times. */
const LONGEST = 256;

/** Undefined when it is no XML whose root is a `project`. */
export function readPom(text: string): Pom | undefined {
  const properties = new Map<string, string>();
  const dependencies: Declared[] = [];
  const managed: Declared[] = [];
  const way: string[] = [];
  const isWhole = eachXml(text, (event) => {
    if (event.kind === "close") way.pop();
    else if (event.kind === "open") {
      way.push(event.name);
      const list = listAt(way, dependencies, managed);
      list?.push({ line: event.line, group: "", artifact: "", version: "", scope: "", optional: "" });
    } else take(way, event.text.trim(), { properties, dependencies, managed });
  });
  if (!isWhole || !text.includes("<project")) return undefined;
  fillIn(properties);
  return { properties, dependencies, managed };
}

function listAt(way: readonly string[], dependencies: Declared[], managed: Declared[]): Declared[] | undefined {
  if (way.length !== 3 && way.length !== 4) return undefined;
  const path = way.join("/");
  return path === DEPENDENCIES ? dependencies : path === MANAGED ? managed : undefined;
}

function take(
  way: readonly string[],
  text: string,
  {
    properties,
    dependencies,
    managed,
  }: { properties: Map<string, string>; dependencies: Declared[]; managed: Declared[] },
): void {
  const name = way.at(-1) ?? "";
  const list = listAt(way.slice(0, -1), dependencies, managed);
  const field = Object.hasOwn(FIELDS, name) ? FIELDS[name as keyof typeof FIELDS] : undefined;
  const current = list?.at(-1);
  if (current !== undefined && field !== undefined) current[field] += text;
  if (text.length > LONGEST) return;
  if (way.length === 3 && way[0] === "project" && way[1] === "properties") properties.set(name, text);
  if (way.length === 2 && field !== undefined) properties.set(`project.${name}`, text);
  if (way.length === 3 && way[1] === "parent") properties.set(`project.parent.${name}`, text);
}

/** Group and version come from the parent where they are not written; old manifests leave out `project.`. */
function fillIn(properties: Map<string, string>): void {
  for (const name of ["groupId", "version"]) {
    const inherited = properties.get(`project.parent.${name}`);
    if (!properties.has(`project.${name}`) && inherited !== undefined) properties.set(`project.${name}`, inherited);
    const own = properties.get(`project.${name}`);
    if (own !== undefined) {
      properties.set(`pom.${name}`, own);
      if (!properties.has(name)) properties.set(name, own);
    }
  }
}
