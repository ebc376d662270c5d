import type { OpenFile } from "../../core/reader.ts";
import { asList, asMap, type Mapping } from "../../documents/shape.ts";
import { readYamlFile } from "../../documents/yaml/read.ts";

/** Parts of a kustomization that make something other than what lies in the files. */
const CHANGING = [
  "patches",
  "patchesStrategicMerge",
  "patchesJson6902",
  "components",
  "helmCharts",
  "helmChartInflationGenerator",
  "configMapGenerator",
  "secretGenerator",
  "generators",
  "transformers",
  "replacements",
  "replicas",
  "images",
  "vars",
];

/**
 * Why a file that only a tool turns into manifests was not looked at as they will be; undefined for all other files.
 * A kustomization that merely lists its resources hides nothing: they are read where they lie.
 */
export function unrendered(file: OpenFile): string | undefined {
  const name = file.path.slice(file.path.lastIndexOf("/") + 1);
  if (name === "Chart.yaml") {
    return "a Helm chart, which is not rendered here; look at the output of `helm template` as well";
  }
  if (!/^kustomization\.ya?ml$/i.test(name)) return undefined;
  const { documents, problems } = readYamlFile(file);
  if (problems.length > 0) return "a kustomization that is not YAML";
  const parts = documents.flatMap(({ value }) => changingParts(asMap(value) ?? {}));
  if (parts.length === 0) return undefined;
  return `a kustomization, which is not rendered here (${parts.join(", ")}); look at the output of \`kubectl kustomize\` as well`;
}

function changingParts(kustomization: Mapping): string[] {
  const changing = CHANGING.filter(
    (part) => kustomization[part] !== undefined && asList(kustomization[part]).length > 0,
  );
  const isRemote = [...asList(kustomization.resources), ...asList(kustomization.bases)].some(
    (resource) => typeof resource === "string" && /^(?:https?:|git@|ssh:|github\.com\/)/.test(resource),
  );
  return isRemote ? [...changing, "resources from elsewhere"] : changing;
}
