import { asText, mapAt, textMap } from "../../documents/shape.ts";
import type { Manifest } from "../kubernetes/manifest.ts";
import { isOfCluster } from "../kubernetes/scope.ts";
import type { Constraints, ResourceRule, Selector } from "./policy.ts";

/** Labels of a namespace by its name; undefined where the namespace is not among what is looked at. */
export type NamespaceLabels = (name: string) => Readonly<Record<string, string>> | undefined;

/**
 * Whether a policy is for an object that is created. Undefined where only the labels of a namespace could tell, and the
 * namespace is not among what is looked at.
 */
export function isFor(constraints: Constraints, manifest: Manifest, namespaces: NamespaceLabels): boolean | undefined {
  const { resourceRules, excludeResourceRules, objectSelector, namespaceSelector } = constraints;
  if (!resourceRules.some((rule) => names(rule, manifest))) return false;
  if (excludeResourceRules.some((rule) => names(rule, manifest))) return false;
  if (objectSelector !== undefined && !selects(objectSelector, textMap(mapAt(manifest.object, "metadata").labels)))
    return false;
  if (namespaceSelector === undefined || isEmpty(namespaceSelector) || isOfCluster(manifest.kind)) return true;
  const labels = namespaces(manifest.namespace);
  return labels === undefined ? undefined : selects(namespaceSelector, labels);
}

function names(
  { apiGroups, apiVersions, operations, resources, resourceNames, scope }: ResourceRule,
  manifest: Manifest,
): boolean {
  const { group, kind, name, object } = manifest;
  const version = asText(object.apiVersion).split("/").at(-1) ?? "";
  const plural = pluralOf(kind);
  const inScope = scope === "*" || (scope === "Cluster") === isOfCluster(kind);
  return (
    inScope &&
    (apiGroups.includes("*") || apiGroups.includes(group)) &&
    (apiVersions.includes("*") || apiVersions.includes(version)) &&
    (operations.includes("*") || operations.includes("CREATE")) &&
    (resourceNames.length === 0 || resourceNames.includes(name)) &&
    resources.some((one) => one === "*" || one === "*/*" || one === plural)
  );
}

/** `NetworkPolicy` → `networkpolicies`, by English as Kubernetes' own kinds and most others have it. */
export function pluralOf(kind: string): string {
  const name = kind.toLowerCase();
  if (name === "endpoints") return name;
  if (/(?:s|x|z|ch|sh)$/.test(name)) return `${name}es`;
  return /[^aeiou]y$/.test(name) ? `${name.slice(0, -1)}ies` : `${name}s`;
}

function isEmpty({ matchLabels, matchExpressions }: Selector): boolean {
  return Object.keys(matchLabels).length === 0 && matchExpressions.length === 0;
}

function selects({ matchLabels, matchExpressions }: Selector, labels: Readonly<Record<string, string>>): boolean {
  return (
    Object.entries(matchLabels).every(([key, value]) => labels[key] === value) &&
    matchExpressions.every(({ key, operator, values }) => {
      const value = labels[key];
      if (operator === "Exists") return value !== undefined;
      if (operator === "DoesNotExist") return value === undefined;
      const isIn = value !== undefined && values.includes(value);
      return operator === "In" ? isIn : operator === "NotIn" && !isIn;
    })
  );
}
