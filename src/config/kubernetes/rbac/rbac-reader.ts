import { type GapFact, gapAt } from "../../../core/reader.ts";
import { subject } from "../../../core/subject.ts";
import { asList, asMap, asText, type Mapping, mapAt, textMap, texts } from "../../../documents/shape.ts";
import { type Manifest, MOST_ENTRIES } from "../manifest.ts";
import type { Binding, Holder, LabelSelector, Role } from "./facts.ts";

export const RBAC_GROUP = "rbac.authorization.k8s.io";
export const RBAC_KINDS = ["Role", "ClusterRole", "RoleBinding", "ClusterRoleBinding"] as const;

const HOLDERS = ["User", "Group", "ServiceAccount"] as const;

export function* factsOfRole(manifest: Manifest): Iterable<Role | GapFact> {
  const { kind, name, object, at } = manifest;
  const rules = asList(object.rules);
  if (rules.length > MOST_ENTRIES) {
    yield gapAt(at([]), `${rules.length} rules, more than are looked at`);
    return;
  }
  const isClusterRole = kind === "ClusterRole";
  const selectors = asMap(object.aggregationRule)?.clusterRoleSelectors;
  const namespace = isClusterRole ? "" : manifest.namespace;
  const title = [kind, namespace, name].filter(Boolean).join("/");
  yield {
    kind: "kubernetes-role",
    at: at([]),
    subject: subject("grant", title),
    title,
    name,
    namespace,
    isClusterRole,
    labels: textMap(mapAt(object, "metadata").labels),
    rules: rules.map((value, index) => {
      const rule = asMap(value) ?? {};
      return {
        at: at(["rules", index]),
        verbs: texts(rule.verbs),
        groups: texts(rule.apiGroups),
        resources: texts(rule.resources),
        names: texts(rule.resourceNames),
        urls: texts(rule.nonResourceURLs),
      };
    }),
    aggregates: isClusterRole && selectors !== undefined ? asList(selectors).map(selectorOf) : undefined,
  };
}

function selectorOf(value: unknown): LabelSelector {
  const selector = asMap(value) ?? {};
  return {
    labels: textMap(selector.matchLabels),
    expressions: asList(selector.matchExpressions).map((expression) => {
      const { key, operator, values } = asMap(expression) ?? {};
      return { key: asText(key), operator: asText(operator), values: texts(values) };
    }),
  };
}

export function* factsOfBinding(manifest: Manifest): Iterable<Binding | GapFact> {
  const { kind, name, object, at } = manifest;
  const role = mapAt(object, "roleRef");
  const holders = asList(object.subjects);
  if (asText(role.name) === "") yield gapAt(at([]), `${kind} ${name} names no role`);
  else if (holders.length > MOST_ENTRIES) yield gapAt(at([]), `${holders.length} subjects, more than are looked at`);
  else {
    const isClusterWide = kind === "ClusterRoleBinding";
    const namespace = isClusterWide ? "" : manifest.namespace;
    const title = [kind, namespace, name].filter(Boolean).join("/");
    yield {
      kind: "kubernetes-binding",
      at: at([]),
      subject: subject("grant", title),
      title,
      namespace,
      isClusterWide,
      role: { isClusterRole: isClusterWide || role.kind === "ClusterRole", name: asText(role.name) },
      holders: holders.flatMap((value, index) => holderOf(asMap(value) ?? {}, namespace, at(["subjects", index]))),
    };
  }
}

/** An account of a RoleBinding that names no namespace is one of the binding's own. */
function holderOf({ kind, name, namespace }: Mapping, own: string, at: Holder["at"]): Holder[] {
  const known = HOLDERS.find((holder) => holder === kind);
  if (known === undefined) return [];
  const its = known === "ServiceAccount" ? asText(namespace) || own : "";
  return [{ at, kind: known, name: asText(name), namespace: its }];
}
