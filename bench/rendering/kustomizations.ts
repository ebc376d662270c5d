import { spawnSync } from "node:child_process";
import { dirname, join } from "node:path";
import { build } from "../../src/config/kustomize/build.ts";
import { beginBuilding } from "../../src/config/kustomize/building.ts";
import { isKustomization, treeFiles } from "../../src/config/kustomize/tree-files.ts";
import { asMap } from "../../src/documents/shape.ts";
import { type Comparison, compareObjects, keyed, objectsIn } from "./objects.ts";

export interface Built extends Comparison {
  readonly path: string;
  readonly refused: boolean;
  /** What we say we cannot do; nothing is compared then. */
  readonly gap: string | undefined;
}

/** Builds the kustomizations of a folder by ourselves and by kubectl, those included that others stand on. */
export function compareKustomizations(folder: string, paths: readonly string[]): Built[] {
  const read = treeFiles(folder);
  return paths.flatMap((path): Built[] => {
    const file = isKustomization({ path }) ? read(path) : undefined;
    if (file === undefined || "missing" in file) return [];
    if (asMap(file.yaml().documents[0]?.value)?.kind === "Component") return [];
    const words = ["kustomize", join(folder, dirname(path))];
    const theirs = spawnSync("kubectl", words, { encoding: "utf8", timeout: 30_000, maxBuffer: 256 * 1024 * 1024 });
    if (theirs.status !== 0) return [{ path, refused: true, gap: undefined, equal: 0, differing: [] }];
    const building = beginBuilding(read);
    const ours = keyed(build(file, building));
    const [gap] = building.gaps;
    if (gap !== undefined) return [{ path, refused: false, gap: gap.reason, equal: 0, differing: [] }];
    const all = objectsIn([theirs.stdout]);
    const others = new Map([...all].filter(([key]) => !key.startsWith("Secret ") || ours.has(key))); // we generate no Secrets
    return [{ path, refused: false, gap: undefined, ...compareObjects(ours, others, () => false) }];
  });
}
