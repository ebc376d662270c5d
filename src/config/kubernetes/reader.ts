import type { ImageReferenceFact } from "../../core/image.ts";
import type { Place } from "../../core/place.ts";
import { type GapFact, gapAt, type OpenFile, type WholeReader } from "../../core/reader.ts";
import { asMap } from "../../documents/shape.ts";
import { readYamlDocuments } from "../../documents/yaml/read.ts";
import type { ChartFile } from "../helm/facts.ts";
import { chartFiles, isOfChart } from "../helm/reader.ts";
import { isKustomization } from "../kustomize/tree-files.ts";
import { holdsStatements } from "../template.ts";
import type { KubernetesFact, KustomizationFile, ManifestFile, UnrenderedFile } from "./facts.ts";
import { mayHoldManifest, READ_KINDS } from "./kinds.ts";
import { type Manifest, manifestsIn } from "./manifest.ts";
import { factsOfManifest } from "./manifest-facts.ts";
import { unrendered } from "./unrendered.ts";

type ReadFact = KubernetesFact | ImageReferenceFact | UnrenderedFile | KustomizationFile | ManifestFile | ChartFile;

/**
 * Reads Kubernetes manifests in YAML and JSON: workloads with their pods, Services, Ingresses, accounts, roles, bindings and
 * ConfigMaps. The files of charts are gathered, to be rendered once all are there.
 */
export const kubernetesReader: WholeReader<ReadFact> = {
  id: "config/kubernetes",
  version: 9,
  limit: 8 * 1024 * 1024,
  wants: ({ path, type }) => type === "file" && (isManifest(path) || isOfChart(path) || isKustomization({ path })),
  read: function* (file) {
    if (isOfChart(file.path)) yield* chartFiles(file);
    if (isKustomization(file)) yield { kind: "kustomization-file", at: file.place };
    if (!isManifest(file.path)) return;
    const reason = unrendered(file);
    if (holdsObjects(file)) yield { kind: "manifest-file", at: file.place };
    if (reason !== undefined) yield unrenderedAt(file.place, reason);
    else if (looksLikeManifest(file)) yield* factsOfFile(file);
  },
};

function isManifest(path: string): boolean {
  return /\.(?:ya?ml|json)$/.test(path) && !isForeign(path);
}

/** What other programs read: pipelines, and packages that lie about. */
function isForeign(path: string): boolean {
  return /(?:^|\/)(?:node_modules|vendor|third_party|\.git|\.(?:github|gitea|forgejo)\/workflows)\//.test(path);
}

const OBJECT = /^[ \t{-]{0,20}["']?apiVersion["']?[ \t]*:/m;

function holdsObjects(file: OpenFile): boolean {
  return file.bytes.includes("apiVersion") && file.bytes.includes("kind") && OBJECT.test(file.text());
}

/** Told from the text alone, for most YAML and JSON of a tree is something else, and reading it costs. */
function looksLikeManifest(file: OpenFile): boolean {
  if (!file.bytes.includes("apiVersion") || !file.bytes.includes("kind")) return false;
  const text = file.text();
  return (
    /["']?apiVersion["']?[ \t]*:/.test(text) &&
    mayHoldManifest(text) &&
    (!file.path.endsWith(".json") || isObject(text))
  );
}

/** JSON that is broken is left to the reader of YAML, which says what is wrong with it, and where. */
function isObject(json: string): boolean {
  try {
    return typeof asMap(JSON.parse(json))?.apiVersion === "string";
  } catch {
    return true;
  }
}

const TEMPLATE =
  "a template that is not rendered; look at what your tool makes of it, such as the output of `helm template`";

function unrenderedAt(at: Place, reason: string): UnrenderedFile {
  return { kind: "unrendered-file", at, reason };
}

function* factsOfFile(file: OpenFile): Iterable<KubernetesFact | ImageReferenceFact | UnrenderedFile | GapFact> {
  const isTemplate = file.bytes.includes("{{");
  let said = false;
  function* sayOnce(at: Place): Iterable<UnrenderedFile> {
    if (!said) yield unrenderedAt(at, TEMPLATE);
    said = true;
  }
  if (holdsStatements(file.text())) {
    yield* sayOnce(file.place);
    return;
  }
  for (const { documents, problems } of readYamlDocuments(file.text(), mayHoldManifest)) {
    const [problem] = problems;
    if (isTemplate && problem !== undefined) {
      yield* sayOnce(file.place);
      continue;
    }
    if (problem !== undefined) {
      const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : "";
      yield gapAt({ ...file.place, line: problem.line }, `not YAML: ${problem.message}${more}`);
    }
    for (const manifest of documents.flatMap((document) => [...manifestsIn(file, document)])) {
      if (isTemplate && isUnrendered(manifest)) yield* sayOnce(manifest.at([]));
      else yield* factsOfManifest(manifest);
    }
  }
}

/** Braces in a ConfigMap are some program's own business; in what we judge they stand for what we cannot see. */
function isUnrendered({ kind, source }: Manifest): boolean {
  if (kind === "" || kind.includes("{{")) return true;
  return READ_KINDS.has(kind) && source().includes("{{");
}
