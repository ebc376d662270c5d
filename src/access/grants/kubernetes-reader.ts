import { type GapFact, gapAt, type OpenFile, type WholeReader } from "../../core/reader.ts";
import { subject } from "../../core/subject.ts";
import { asList, asMap, asText, type Mapping, texts } from "../../documents/shape.ts";
import { readYamlDocuments, type YamlDocument, type YamlPath } from "../../documents/yaml/read.ts";
import type { BoundSubject, RoleRule } from "../facts.ts";

type GrantFact = RoleRule | BoundSubject;

const MARK = "rbac.authorization.k8s.io";

/** Reads roles and bindings out of Kubernetes manifests, lists of them included. */
export const kubernetesGrants: WholeReader<GrantFact> = {
  id: "access/kubernetes-grants",
  version: 1,
  limit: 8 * 1024 * 1024,
  wants: ({ path, type }) => type === "file" && /\.(?:ya?ml|json)$/.test(path) && !path.includes("node_modules/"),
  read: function* (file) {
    if (!file.bytes.includes(MARK)) return;
    if (file.bytes.includes("{{")) {
      yield gapAt(file.place, "a template with roles or bindings, which is not rendered");
      return;
    }
    for (const { documents, problems } of readYamlDocuments(file.text(), (text) => text.includes(MARK))) {
      for (const { message, line } of problems) yield gapAt({ ...file.place, line }, `not YAML: ${message}`);
      for (const document of documents) {
        for (const { object, path } of objectsIn(document.value, [])) yield* factsOf(file, document, object, path);
      }
    }
  },
};

function* objectsIn(value: unknown, path: YamlPath): Iterable<{ object: Mapping; path: YamlPath }> {
  const object = asMap(value);
  if (object === undefined) return;
  if (object.kind === "List" && Array.isArray(object.items)) {
    for (const [index, item] of object.items.entries()) yield* objectsIn(item, [...path, "items", index]);
  } else if (asText(object.apiVersion).startsWith(MARK)) yield { object, path };
}

function* factsOf(
  file: OpenFile,
  document: YamlDocument,
  object: Mapping,
  path: YamlPath,
): Iterable<GrantFact | GapFact> {
  const metadata = asMap(object.metadata) ?? {};
  const name = typeof metadata.name === "string" ? metadata.name : "";
  const namespace = typeof metadata.namespace === "string" ? metadata.namespace : "";
  const kind = asText(object.kind);
  const about = subject("grant", [kind, namespace, name].filter(Boolean).join("/"));
  const at = (more: YamlPath) => {
    const { line, column } = document.rangeOf([...path, ...more]);
    return { ...file.place, line, column };
  };
  const clusterWide = kind.startsWith("Cluster");
  if (kind === "Role" || kind === "ClusterRole") {
    for (const [index, value] of asList(object.rules).entries()) {
      const rule = asMap(value) ?? {};
      const [groups, resources, verbs] = [rule.apiGroups, rule.resources, rule.verbs].map(texts) as [
        string[],
        string[],
        string[],
      ];
      yield {
        kind: "role-rule",
        at: at(["rules", index]),
        subject: about,
        role: name,
        clusterWide,
        groups,
        resources,
        verbs,
      };
    }
  } else if (kind === "RoleBinding" || kind === "ClusterRoleBinding") {
    const role = asMap(object.roleRef)?.name;
    if (typeof role !== "string") yield gapAt(at([]), `${kind} ${name} names no role`);
    else
      for (const [index, value] of asList(object.subjects).entries()) {
        yield {
          kind: "bound-subject",
          at: at(["subjects", index]),
          subject: about,
          role,
          clusterWide,
          holder: holderOf(asMap(value) ?? {}),
        };
      }
  }
}

function holderOf({ kind, name, namespace }: Mapping): BoundSubject["holder"] {
  const full =
    typeof namespace === "string" && kind === "ServiceAccount" ? `${namespace}/${asText(name)}` : asText(name);
  return { kind: asText(kind), name: full };
}
