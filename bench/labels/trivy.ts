import { asMap, asText, maps, texts } from "../../src/documents/shape.ts";
import { readYaml } from "../../src/documents/yaml/read.ts";
import type { Mirror } from "../mirror.ts";
import type { Label } from "./label.ts";

/** The inputs of trivy-checks' own tests, and whether each demands a denial. A test's input is nearly JSON, and is read as YAML. */
export function* trivyLabels(mirror: Mirror, checks: ReadonlySet<string>): Iterable<Label> {
  const folders = ["checks/kubernetes", "checks/docker"];
  for (const path of folders.flatMap((folder) => mirror.list(folder)).filter((one) => one.endsWith("_test.rego"))) {
    const text = mirror.read(path);
    const id = /^package \S*\.([A-Za-z]{2,3}\d+)/m
      .exec(text)?.[1]
      ?.toUpperCase()
      .replace(/^([A-Z]+)0*(\d+)$/, "$1$2");
    if (id === undefined || !checks.has(id)) continue;
    for (const [, name = "", body = ""] of text.matchAll(/^(test_\w+) (?:if )?\{\n([\s\S]*?)^\}/gm)) {
      const counts = [...body.matchAll(/count\(\w+\) (==|>|>=) (\d+)/g)];
      const [, operator, number] = counts[0] ?? [];
      const object = objectIn(body);
      const input = path.includes("/docker/") ? dockerfileOf(object) : object;
      if (counts.length !== 1 || input === undefined) continue; // several inputs, or one that is computed
      const fails = operator === "==" ? number !== "0" : true;
      const kind = path.includes("/docker/") ? "dockerfile" : "kubernetes";
      yield { rule: `trivy ${id}`, where: `${path} ${name}`, fails, input: { kind, text: input } };
    }
  }
}

/** Trivy's tests hold instructions and no Dockerfile: one that reads as they say. */
function dockerfileOf(object: string | undefined): string | undefined {
  const stages = maps(asMap(object === undefined ? undefined : JSON.parse(object))?.["Stages"]);
  if (stages.length === 0) return undefined;
  const lines = stages.flatMap((stage) => {
    const commands = maps(stage["Commands"]).map((command) => {
      const words = [...texts(command["Flags"]), ...texts(command["Value"])];
      return `${asText(command["Cmd"]).toUpperCase()} ${words.join(" ")}`;
    });
    const base = asText(stage["Name"]);
    const hasOwn = base === "" || commands.some((line) => line.startsWith("FROM "));
    return hasOwn ? commands : [`FROM ${base}`, ...commands];
  });
  return `${lines.join("\n")}\n`;
}

/** The object behind `with input as`, up to its closing brace. */
function objectIn(body: string): string | undefined {
  const parts = body.split("with input as ");
  const [, text] = parts;
  if (parts.length !== 2 || text === undefined || !text.startsWith("{")) return undefined;
  let depth = 0;
  let isText = false;
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (isText && character === "\\") at++;
    else if (character === '"') isText = !isText;
    else if (!isText && character === "{") depth++;
    else if (!isText && character === "}" && --depth === 0) {
      const { documents, problems } = readYaml(text.slice(0, at + 1).replace(/\t/g, " "));
      return problems.length > 0 ? undefined : JSON.stringify(documents[0]?.value);
    }
  }
  return undefined;
}
