import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Gap } from "../../../core/gap.ts";
import { asMap, asScalar } from "../../../documents/shape.ts";
import { readYaml } from "../../../documents/yaml/read.ts";
import { repaired } from "./repaired.ts";
import { type Check, CheckSchema, type Component, ComponentSchema, Controls, NodeType, Settings } from "./schema.ts";

/** A benchmark as kube-bench's folder of files holds it. It is the user's: nothing of it is ours. */
export interface Benchmark {
  /** The name of its folder: `cis-1.11`. */
  readonly name: string;
  readonly checks: readonly PlacedCheck[];
  /** The kinds of nodes by their names, with their components. */
  readonly nodes: ReadonlyMap<string, ReadonlyMap<string, Component>>;
  /** Files and checks that could not be read. */
  readonly gaps: readonly Gap[];
}

export interface PlacedCheck extends Check {
  /** The kind of node that it is about: `master`, `node`, `etcd`, `policies`. */
  readonly node: string;
  /** The benchmark itself leaves it out. */
  readonly isSkipped: boolean;
}

/** Greatest file of a benchmark, in bytes, and most files. */
const LARGEST = 4 * 1024 * 1024;
const MOST_FILES = 200;

/** The benchmarks in a folder of kube-bench's form, sorted: its folders that hold checks. */
export function benchmarksIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && filesOf(join(folder, entry.name)).length > 0)
    .map(({ name }) => name)
    .sort();
}

/** Which benchmark the folder's own config.yaml names for a version of Kubernetes such as `1.31`, or for the nearest one below. */
export function benchmarkFor(folder: string, version: string): string | undefined {
  const mapping = Settings.safeParse(valueOf(join(folder, "config.yaml"))).data?.version_mapping ?? {};
  const [major = "", minor = ""] = version.split(".");
  for (let at = Number(minor); at > 0; at--) {
    const name = mapping[`${major}.${at}`];
    if (name !== undefined) return name;
  }
  return undefined;
}

/** Reads a benchmark; what is broken in one file or check hides no other. */
export function readBenchmark(folder: string, name: string): Benchmark {
  const gaps: Gap[] = [];
  const shared = join(folder, "config.yaml");
  const settings = [shared, join(folder, name, "config.yaml")].map((file) => asMap(valueOf(file, gaps)) ?? {});
  const files = filesOf(join(folder, name));
  const checks = files.flatMap((file) => checksIn(join(folder, name, file), `${name}/${file}`, gaps));
  return { name, checks, nodes: nodesIn(settings), gaps };
}

function filesOf(folder: string): string[] {
  const names = readdirSync(folder).filter((name) => name.endsWith(".yaml") && name !== "config.yaml");
  return names.sort().slice(0, MOST_FILES);
}

function checksIn(path: string, where: string, gaps: Gap[]): PlacedCheck[] {
  const known = gaps.length;
  const controls = Controls.safeParse(valueOf(path, gaps, where));
  if (!controls.success) {
    if (gaps.length === known) gaps.push({ where, reason: "error: it holds no checks in the form of kube-bench" });
    return [];
  }
  const { type, groups } = controls.data;
  return (groups ?? []).flatMap((group) =>
    (group.checks ?? []).flatMap((value): PlacedCheck[] => {
      const check = CheckSchema.safeParse(value);
      if (check.success)
        return [{ ...check.data, node: type, isSkipped: [group.type, check.data.type].includes("skip") }];
      const [issue] = check.error.issues;
      const id = asScalar(asMap(value)?.["id"]) ?? group.id;
      gaps.push({ where: `${where}: ${id}`, reason: `error: ${issue?.path.join(".")}: ${issue?.message}` });
      return [];
    }),
  );
}

/** The benchmark's own config.yaml counts before the one that all share. */
function nodesIn(settings: readonly Readonly<Record<string, unknown>>[]): Benchmark["nodes"] {
  const nodes = new Map<string, Map<string, Component>>();
  for (const setting of settings) {
    for (const [name, value] of Object.entries(setting)) {
      const node = NodeType.safeParse(value);
      if (!node.success || name.endsWith("_mapping")) continue;
      const known = nodes.get(name) ?? new Map<string, Component>();
      for (const [component, found] of Object.entries(node.data)) {
        const parsed = component === "components" ? undefined : ComponentSchema.safeParse(found);
        if (parsed?.success === true) known.set(component, { ...known.get(component), ...written(parsed.data) });
      }
      nodes.set(name, known);
    }
  }
  return nodes;
}

/** Without the lists that are empty because nothing was written. */
function written(component: Component): Component {
  return Object.fromEntries(Object.entries(component).filter(([, value]) => value !== undefined && value.length > 0));
}

function valueOf(path: string, gaps: Gap[] = [], where = path.split("/").slice(-2).join("/")): unknown {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return undefined;
  if (stats.size > LARGEST) {
    gaps.push({ where, reason: `error: larger than ${LARGEST} bytes` });
    return undefined;
  }
  const text = readFileSync(path, "utf8");
  const first = readYaml(text);
  const file = first.problems.length === 0 ? first : readYaml(repaired(text));
  const [problem] = file.problems;
  if (problem === undefined) return file.documents.find(({ value }) => value !== null)?.value;
  gaps.push({ where: `${where}:${problem.line}`, reason: `error: it is not YAML: ${problem.message}` });
  return undefined;
}
