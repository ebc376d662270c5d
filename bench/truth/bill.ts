import { execFileSync } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { readPurl } from "../../src/core/purl.ts";
import { type Listed, packageKey } from "./subject.ts";

/** Distributions stand in the namespace of their packages, and a package manager does not say its own. */
const OF_DISTRIBUTIONS: ReadonlySet<string> = new Set(["deb", "rpm", "apk", "alpm"]);

interface Document {
  readonly components?: readonly { readonly purl?: string; readonly "bom-ref": string }[];
  readonly dependencies?: readonly { readonly ref: string; readonly dependsOn?: readonly string[] }[];
}

/** What Waybill's bill of a target lists of these types, and the edges among it. */
export function billOf(bundle: string, target: string, types: readonly string[], output: string): Required<Listed> {
  rmSync(output, { force: true });
  const words = [bundle, "sbom", target, "--format", "cyclonedx-json", "--output", output, "--quiet"];
  try {
    execFileSync(process.execPath, words, { stdio: ["ignore", "ignore", "pipe"] });
  } catch (error) {
    if ((error as { status?: number }).status !== 3) throw error; // 3: something could not be looked at
  }
  return readBill(JSON.parse(readFileSync(output, "utf8")) as Document, types);
}

/** The same, of a document that some tool has written. */
export function readBill({ components = [], dependencies = [] }: Document, types: readonly string[]): Required<Listed> {
  const keys = new Map<string, string>();
  for (const component of components) {
    const key = keyOf(component.purl ?? "", types);
    if (key !== undefined) keys.set(component["bom-ref"], key);
  }
  const edges = new Set<string>();
  for (const { ref, dependsOn = [] } of dependencies) {
    for (const other of dependsOn) {
      const [from, to] = [keys.get(ref), keys.get(other)];
      if (from !== undefined && to !== undefined) edges.add(`${from} > ${to}`);
    }
  }
  return { packages: new Set(keys.values()), edges };
}

function keyOf(text: string, types: readonly string[]): string | undefined {
  const purl = readPurl(text);
  if (purl === undefined || !types.includes(purl.type)) return undefined;
  const { type, namespace, name, qualifiers = {} } = purl;
  const version = `${qualifiers["epoch"] === undefined ? "" : `${qualifiers["epoch"]}:`}${purl.version ?? ""}`;
  const isPlain = namespace === undefined || OF_DISTRIBUTIONS.has(type);
  return packageKey(type, isPlain ? name : `${namespace}${type === "maven" ? ":" : "/"}${name}`, version);
}
