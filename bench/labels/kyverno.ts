import { posix } from "node:path";
import { asMap, asText, maps, texts } from "../../src/documents/shape.ts";
import { readYaml } from "../../src/documents/yaml/read.ts";
import type { Mirror } from "../mirror.ts";
import type { Label } from "./label.ts";

/**
 * The results that Kyverno's policies demand of their own test resources. A resource fails a policy by any of its rules, and
 * passes it where it passes all: of one that passes a single rule of several, nothing is said.
 */
export function* kyvernoLabels(mirror: Mirror, policies: ReadonlySet<string>): Iterable<Label> {
  const folders = ["pod-security", "best-practices", "other"];
  const tests = folders.flatMap((folder) => mirror.list(folder)).filter((path) => path.endsWith("/kyverno-test.yaml"));
  for (const path of tests) {
    const results = resultsIn(mirror, path, policies);
    const rules = new Set(results.map((result) => result.byRule)).size;
    for (const list of Map.groupBy(results, ({ label }) => label.where).values()) {
      const [first] = list;
      const fails = list.some(({ label }) => label.fails);
      const isWhole = fails || new Set(list.map(({ byRule }) => byRule)).size === rules;
      if (first !== undefined && isWhole) yield { ...first.label, fails };
    }
  }
}

interface Result {
  readonly label: Label;
  readonly byRule: string;
}

function resultsIn(mirror: Mirror, path: string, policies: ReadonlySet<string>): Result[] {
  const test = asMap(readYaml(mirror.read(path)).documents[0]?.value);
  const results = maps(test?.["results"]).filter(({ policy }) => policies.has(asText(policy)));
  if (results.length === 0) return [];
  const objects = texts(test?.["resources"]).flatMap((name) =>
    objectsIn(mirror, posix.join(posix.dirname(path), name)),
  );
  return results.flatMap((result) => {
    const { policy, kind, result: verdict, rule } = result;
    if (verdict !== "pass" && verdict !== "fail") return [];
    return texts(result["resources"]).flatMap((name): Result[] => {
      const found = objects.filter((object) => nameOf(object) === name.replace(/^.*\//, "") && object["kind"] === kind);
      const [object] = found;
      if (found.length !== 1 || object === undefined) return []; // which one is meant is not said
      const input = { kind: "kubernetes", text: JSON.stringify(object) } as const;
      const where = `${posix.dirname(posix.dirname(path))} ${asText(kind)}/${name}`;
      const label = { rule: `kyverno ${asText(policy)}`, where, fails: verdict === "fail", input };
      return [{ label, byRule: asText(rule) }];
    });
  });
}

type Resource = Readonly<Record<string, unknown>>;

function objectsIn(mirror: Mirror, path: string): Resource[] {
  if (!/\.ya?ml$/.test(path)) return [];
  return readYaml(mirror.read(path)).documents.flatMap(({ value }): Resource[] => {
    const object = asMap(value);
    if (object === undefined) return [];
    return object["kind"] === "List" ? maps(object["items"]) : [object];
  });
}

function nameOf(object: Resource): string {
  return asText(asMap(object["metadata"])?.["name"]);
}
