import { type ImageReferenceFact, imageReferences } from "../../core/image.ts";
import type { Place } from "../../core/place.ts";
import { type GapFact, gapAt, type OpenFile, type WholeReader } from "../../core/reader.ts";
import { subject } from "../../core/subject.ts";
import { asMap, mapAt, textMap } from "../../documents/shape.ts";
import { readYamlDocuments } from "../../documents/yaml/read.ts";
import { holdsSecret, isSecretName } from "../secret-name.ts";
import type { KubernetesFact } from "./facts.ts";
import { type Manifest, MOST_ENTRIES, manifestsIn } from "./manifest.ts";
import { factsOfNetworkPolicy, ingressEncryption } from "./network/network-reader.ts";
import { factsOfPod, PODS, podOf } from "./pod.ts";
import { factsOfBinding, factsOfRole, RBAC_GROUP, RBAC_KINDS } from "./rbac/rbac-reader.ts";
import { factsOfIngress, factsOfService } from "./service.ts";
import { unrendered } from "./unrendered.ts";

/** Reads Kubernetes manifests in YAML and JSON: workloads with their pods, Services, Ingresses, accounts, roles, bindings and ConfigMaps. */
export const kubernetesReader: WholeReader<KubernetesFact | ImageReferenceFact> = {
  id: "config/kubernetes",
  version: 2,
  limit: 8 * 1024 * 1024,
  wants: ({ path, type }) => type === "file" && /\.(?:ya?ml|json)$/.test(path) && !isForeign(path),
  read: function* (file) {
    const reason = unrendered(file);
    if (reason !== undefined) yield gapAt(file.place, reason);
    else if (looksLikeManifest(file)) yield* factsOfFile(file);
  },
};

/** What other programs read: pipelines, and packages that lie about. */
function isForeign(path: string): boolean {
  return /(?:^|\/)(?:node_modules|vendor|third_party|\.git|\.(?:github|gitea|forgejo)\/workflows)\//.test(path);
}

/** The kinds that facts are made of. */
const READ_KINDS = new Set([
  ...Object.keys(PODS),
  "Service",
  "Ingress",
  "ServiceAccount",
  "Namespace",
  "NetworkPolicy",
  ...RBAC_KINDS,
]);

/** A kind that we read, a list that may hold one, or one that is only known once it is rendered or an alias followed. */
const KIND = new RegExp(
  `kind["']?\\s*:\\s*(?:[!&]\\S{0,100}\\s+)?["']?(?:\\*|\\{\\{|\\w*List\\b|ConfigMap\\b|(?:${[...READ_KINDS].join("|")})\\b)`,
);

/** Told from the text alone, for most YAML and JSON of a tree is something else, and reading it costs. */
function looksLikeManifest(file: OpenFile): boolean {
  if (!file.bytes.includes("apiVersion") || !file.bytes.includes("kind")) return false;
  const text = file.text();
  return (
    /["']?apiVersion["']?[ \t]*:/.test(text) && KIND.test(text) && (!file.path.endsWith(".json") || isObject(text))
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

function* factsOfFile(file: OpenFile): Iterable<KubernetesFact | ImageReferenceFact | GapFact> {
  const isTemplate = file.bytes.includes("{{");
  let said = false;
  function* sayOnce(at: Place): Iterable<GapFact> {
    if (!said) yield gapAt(at, TEMPLATE);
    said = true;
  }
  for (const { documents, problems } of readYamlDocuments(file.text(), (text) => KIND.test(text))) {
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
      else yield* factsOf(manifest);
    }
  }
}

/** Braces in a ConfigMap are some program's own business; in what we judge they stand for what we cannot see. */
function isUnrendered({ kind, source }: Manifest): boolean {
  if (kind === "" || kind.includes("{{")) return true;
  return READ_KINDS.has(kind) && source().includes("{{");
}

function* factsOf(manifest: Manifest): Iterable<KubernetesFact | ImageReferenceFact | GapFact> {
  const { kind, group } = manifest;
  const pod = podOf(manifest);
  if (pod !== undefined) yield* withImages(factsOfPod(manifest, pod));
  else if (kind === "Service" && group === "") yield factsOfService(manifest);
  else if (kind === "Ingress" && /^(?:networking\.k8s\.io|extensions)$/.test(group)) {
    yield* factsOfIngress(manifest);
    yield ingressEncryption(manifest);
  } else if (kind === "NetworkPolicy" && group === "networking.k8s.io") yield factsOfNetworkPolicy(manifest);
  else if (kind === "ServiceAccount" && group === "") yield factsOfAccount(manifest);
  else if (kind === "Namespace" && group === "") yield factsOfNamespace(manifest);
  else if (kind === "ConfigMap" && group === "") yield* factsOfConfigMap(manifest);
  else if (group === RBAC_GROUP && kind.endsWith("Role")) yield* factsOfRole(manifest);
  else if (group === RBAC_GROUP && kind.endsWith("RoleBinding")) yield* factsOfBinding(manifest);
}

/** A workload's images are also what trust holds against the standard. */
function* withImages(facts: Iterable<KubernetesFact>): Iterable<KubernetesFact | ImageReferenceFact> {
  for (const fact of facts) {
    yield fact;
    if (fact.kind === "container-image") yield* imageReferences(fact.image, fact.at);
  }
}

function factsOfAccount({ title, name, namespace, object, at }: Manifest): KubernetesFact {
  const about = subject("workload", title);
  return {
    kind: "service-account",
    at: at([]),
    subject: about,
    name,
    namespace,
    mounts: object.automountServiceAccountToken !== false,
  };
}

function factsOfNamespace({ name, object, at }: Manifest): KubernetesFact {
  const labels = textMap(mapAt(object, "metadata").labels);
  return { kind: "kubernetes-namespace", at: at([]), subject: subject("workload", `Namespace/${name}`), name, labels };
}

function* factsOfConfigMap({ title, object, at, atKey }: Manifest): Iterable<KubernetesFact | GapFact> {
  const data = Object.entries(textMap(object.data));
  if (data.length > MOST_ENTRIES) {
    yield gapAt(at([]), `${data.length} keys, more than are looked at`);
    return;
  }
  for (const [name, value] of data) {
    if (!isSecretName(name) || value.includes("\n")) continue;
    yield {
      kind: "literal-value",
      at: atKey(["data", name]),
      subject: subject("workload", title),
      owner: title,
      by: "key",
      name,
      literal: holdsSecret(value),
    };
  }
}
