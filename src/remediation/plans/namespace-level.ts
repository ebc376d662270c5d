import { asMap, mapAt } from "../../documents/shape.ts";
import type { YamlPath } from "../../documents/yaml/read.ts";
import { firstEntry } from "../edits/yaml-entry.ts";
import { valueAt } from "../proof/documents.ts";
import { type Fixer, unable } from "./fixer.ts";
import { yamlOf } from "./yaml-places.ts";

const LABEL = "pod-security.kubernetes.io/enforce";

/**
 * A namespace enforces the strictest level that all workloads of it pass that were seen. A suggestion: others may run there
 * that are not among the files, and would be refused at their next start.
 */
export const namespaceLevel: Fixer = {
  name: "namespace-level",
  rules: ["config/kubernetes/unguarded-namespace"],
  kind: "suggestion",
  async mend({ finding, place, file }) {
    if (file.path.endsWith(".json")) return unable("JSON is not written to");
    const level = finding.evidence.flatMap(({ text }) => /pass: (baseline|restricted)$/.exec(text)?.[1] ?? [])[0];
    if (level === undefined) return unable("some of its workloads need all rights");
    for (const [index, document] of (yamlOf(file)?.documents ?? []).entries()) {
      const isHere = document.range.line === place.line && asMap(document.value)?.kind === "Namespace";
      if (!isHere) continue;
      const metadata: YamlPath = ["metadata"];
      const labels = valueAt(document.value, ["metadata", "labels"]);
      if (mapAt(labels)[LABEL] !== undefined) return unable("it enforces a level in so many words");
      const hasLabels = asMap(labels) !== undefined && Object.keys(mapAt(labels)).length > 0;
      const at = hasLabels ? [...metadata, "labels"] : metadata;
      if (document.isShared(at) || (labels !== undefined && !hasLabels))
        return unable("its labels are written unusually");
      const entry = hasLabels ? `${LABEL}: ${level}` : `labels: { ${LABEL}: ${level} }`;
      const edit = firstEntry(file, document, at, entry);
      if (edit === undefined) return unable("its labels are written unusually");
      const change = hasLabels
        ? { at: [...at, LABEL], value: level }
        : { at: [...at, "labels"], value: { [LABEL]: level } };
      return {
        summary: `Let the namespace enforce ${level}, which all its workloads here pass`,
        edits: [edit],
        expectation: { path: file.path, format: "yaml", changes: [{ kind: "set", document: index, ...change }] },
      };
    }
    return unable("the namespace is written unusually");
  },
};
