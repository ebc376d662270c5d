import type { DryRun, TriedObject } from "../../connect/kubernetes/dry-run.ts";
import { asMap, asText } from "../../documents/shape.ts";
import { readYaml } from "../../documents/yaml/read.ts";
import { sourceFile } from "../edits/source-file.ts";
import { broken, type Drafted, held, type Proof } from "./draft.ts";

/** Asks a live API server whether it would take an object, without making it. */
export type TryObject = (object: TriedObject) => Promise<DryRun>;

const CHECK = "taken by the cluster";

/** Lists in lists that are followed. */
const DEEPEST = 8;

/**
 * Whether a cluster takes every object of a file that an edit changes; undefined for a file that holds none, such as a
 * Dockerfile. What the cluster did not take before, or does not answer, cannot be proven by it.
 */
export async function proveTaken({ path, before, after }: Drafted, tryObject: TryObject): Promise<Proof | undefined> {
  if (!/\.ya?ml$/i.test(path)) return undefined;
  const [old, now] = [objectsOf(path, before), objectsOf(path, after)];
  const unchanged = new Set(old.map((object) => JSON.stringify(object)));
  const changed = now.filter((object) => !unchanged.has(JSON.stringify(object)));
  if (changed.length === 0) return undefined;
  const places = new Set<string>();
  for (const object of changed) {
    const said = await tryObject(object);
    const name = `${asText(object["kind"])} ${asText(asMap(object["metadata"])?.name)}`.trim();
    if (said.kind !== "taken") {
      const verb = said.kind === "refused" ? "does not take" : "cannot be asked about";
      return broken(CHECK, `${path}: the cluster ${verb} ${name}: ${said.reason}`);
    }
    places.add(said.where);
  }
  const count = changed.length === 1 ? "the changed object" : `all ${changed.length} changed objects`;
  return held(CHECK, `${path}: tried without making it, ${[...places].join(" and ")} would take ${count}`);
}

function objectsOf(path: string, bytes: Buffer): TriedObject[] {
  return readYaml(sourceFile(path, bytes)?.text ?? "").documents.flatMap(({ value }) => [...objectsIn(value, 0)]);
}

function* objectsIn(value: unknown, depth: number): Iterable<TriedObject> {
  const object = asMap(value);
  if (object === undefined || depth > DEEPEST) return;
  if (asText(object.kind).endsWith("List") && Array.isArray(object.items)) {
    for (const item of object.items) yield* objectsIn(item, depth + 1);
  } else if (typeof object.apiVersion === "string" && typeof object.kind === "string") yield object;
}
