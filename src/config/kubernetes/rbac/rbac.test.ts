import fc from "fast-check";
import { expect, test } from "vitest";
import type { Look } from "../../../core/analyzer.ts";
import { DEFAULT_CONFIGURATION } from "../../../core/configuration.ts";
import { openFile, READER_CONTEXT } from "../../../testing/open-file.ts";
import { manifests } from "../analyzer.ts";
import { kubernetesReader } from "../reader.ts";
import type { Role, RoleRule } from "./facts.ts";
import { accountAs, grantsOf, mayDo, ruleBook, standsFor } from "./grants.ts";
import { allows } from "./rule-allows.ts";

/** What is found of roles and bindings in some files, and what could not be seen. */
function judge(files: Readonly<Record<string, string>>): string[] {
  const facts = Object.entries(files).flatMap(([path, text]) => [
    ...kubernetesReader.read(openFile(path, text), READER_CONTEXT),
  ]);
  const book = { of: (kind: string) => facts.filter((fact) => fact.kind === kind) } as unknown as Look["facts"];
  const outcome = manifests.analyze({
    facts: book,
    opened: { target: {} },
    configuration: DEFAULT_CONFIGURATION,
  } as Look);
  if (outcome instanceof Promise) throw new Error("the analyzer asks nobody");
  const told = outcome.findings.filter(({ rule }) => /\/(?:role-|exposed-reach)/.test(rule));
  const read = facts.flatMap((fact) => (fact.kind === "gap" ? [`gap: ${fact.reason}`] : []));
  return [
    ...told.map(({ severity, title, locations }) => `${severity} ${title} :${locations[0]?.line}`),
    ...(outcome.gaps ?? []).map(({ where, reason }) => `gap: ${where} ${reason}`),
    ...read,
  ].sort();
}

const API = "apiVersion: rbac.authorization.k8s.io/v1";

const role = (rules: string, { kind = "ClusterRole", name = "r", more = "" } = {}) =>
  `${API}\nkind: ${kind}\nmetadata: { name: ${name}, namespace: shop${more} }\nrules: [${rules}]\n`;

const binding = (
  name: string,
  holder: string,
  { kind = "ClusterRoleBinding", of = "ClusterRole", in: ns = "shop" } = {},
) =>
  `${API}\nkind: ${kind}\nmetadata: { name: b, namespace: ${ns} }\nroleRef: { kind: ${of}, name: ${name} }\nsubjects:\n  - ${holder}\n`;

const ACCOUNT = "{ kind: ServiceAccount, name: web, namespace: shop }";

/** A ClusterRole of one rule and whoever holds it in the whole cluster. */
const held = (rule: string, more: Parameters<typeof binding>[2] = {}) =>
  [role(rule), binding("r", ACCOUNT, more)].join("---\n");

test.each<[string, string[]]>([
  [
    binding("cluster-admin", ACCOUNT),
    ["critical ClusterRole/cluster-admin lets ServiceAccount shop/web do everything in the whole cluster :6"],
  ],
  [binding("cluster-admin", "{ kind: Group, name: system:masters }"), []],
  [
    binding("cluster-admin", "{ kind: User, name: ada }", { kind: "RoleBinding" }),
    ["high ClusterRole/cluster-admin lets User ada do everything in its namespace :6"],
  ],
  [
    binding("view", "{ kind: Group, name: system:unauthenticated }"),
    ["critical view is given to everybody, without a login :6"],
  ],
  [binding("system:discovery", "{ kind: Group, name: system:unauthenticated }"), []],
  [binding("view", "{ kind: User, name: ada }"), []],
  [binding("admin", "{ kind: Group, name: devs }", { kind: "RoleBinding" }), []],
  [
    binding("view", "{ kind: ServiceAccount, name: default }", { kind: "RoleBinding" }),
    ["low view is given to all pods of namespace shop that name no account :6"],
  ],
  [
    binding("gone", ACCOUNT),
    [
      "gap: a.yaml:1 ClusterRoleBinding/b gives ClusterRole gone, which is not among the manifests: what it allows is not known",
    ],
  ],
  [binding("system:auth-delegator", ACCOUNT), []],
  [binding("extension-apiserver-authentication-reader", ACCOUNT, { kind: "RoleBinding", of: "Role" }), []],
  [
    binding("edit", "{ kind: Group, name: devs }"),
    ["critical ClusterRole/edit lets Group devs act in the name of others in the whole cluster :6"],
  ],
])("a binding alone: %#", (text, expected) => {
  expect(judge({ "a.yaml": text })).toEqual(expected);
});

test.each<[string, string[]]>([
  ['{ apiGroups: ["*"], resources: ["*"], verbs: ["*"] }', ["critical … do everything"]],
  [
    '{ apiGroups: [""], resources: ["*"], verbs: ["*"] }',
    [
      "critical … act in the name of others",
      "critical … reach into the nodes",
      "high … make tokens or certificates of others",
      "high … read all secrets",
      "high … run commands in running pods",
      "high … start pods under any account",
    ],
  ],
  ['{ apiGroups: [""], resources: [pods, configmaps], verbs: [get, list] }', []],
  ['{ apiGroups: [""], resources: [secrets], verbs: [watch] }', ["high … read all secrets"]],
  ['{ apiGroups: [""], resources: [secrets], verbs: [get], resourceNames: [tls] }', []],
  ["{ apiGroups: [apps], resources: [secrets], verbs: [get] }", []],
  ['{ apiGroups: [""], resources: ["*/exec"], verbs: [create] }', ["high … run commands in running pods"]],
  ['{ apiGroups: [""], resources: [pods], verbs: [create] }', ["high … start pods under any account"]],
  ["{ apiGroups: [apps], resources: [deployments/status], verbs: [update] }", []],
  ["{ apiGroups: [apps], resources: [deployments], verbs: [patch] }", ["high … start pods under any account"]],
  ['{ apiGroups: [""], resources: [nodes/proxy], verbs: [get] }', ["critical … reach into the nodes"]],
  ['{ apiGroups: [""], resources: [nodes], verbs: [get, list, watch] }', []],
  ["{ apiGroups: [rbac.authorization.k8s.io], resources: [clusterroles], verbs: [bind], resourceNames: [view] }", []],
  [
    "{ apiGroups: [rbac.authorization.k8s.io], resources: [clusterroles], verbs: [bind], resourceNames: [cluster-admin] }",
    ["critical … grant itself more rights"],
  ],
  [
    '{ apiGroups: [""], resources: [groups], verbs: [impersonate], resourceNames: ["system:masters"] }',
    ["critical … act in the name of others"],
  ],
  [
    '{ apiGroups: [""], resources: [serviceaccounts/token], verbs: [create] }',
    ["high … make tokens or certificates of others"],
  ],
  [
    "{ apiGroups: [admissionregistration.k8s.io], resources: [validatingwebhookconfigurations], verbs: [update] }",
    ["high … change the checks of the API server"],
  ],
  ["{ nonResourceURLs: [/metrics], verbs: [get] }", []],
])("held in the whole cluster: %s", (rule, expected) => {
  const said = (line: string) =>
    line.replace("ClusterRole/r lets ServiceAccount shop/web", "…").replace(/ in the whole cluster :4$/, "");
  expect(judge({ "a.yaml": held(rule) }).map(said)).toEqual(expected);
});

test("in one namespace, powers over accounts weigh what the accounts there may do", () => {
  const starter = held('{ apiGroups: [""], resources: [pods], verbs: [create] }', { kind: "RoleBinding" });
  expect(judge({ "a.yaml": starter })).toEqual([]);
  const root = binding("cluster-admin", "{ kind: ServiceAccount, name: root, namespace: shop }");
  expect(judge({ "a.yaml": starter, "b.yaml": root })).toContain(
    "high ClusterRole/r lets ServiceAccount shop/web start pods under any account in its namespace, and so act as ServiceAccount shop/root :4",
  );
  const elsewhere = root
    .replace("namespace: shop }\n", "namespace: ops }\n")
    .replace(/root, namespace: shop/, "root, namespace: ops");
  expect(judge({ "a.yaml": starter, "b.yaml": elsewhere }).join()).not.toContain("start pods");
});

test("a role that nobody has weighs less, and one that another takes over is told there", () => {
  const all = '{ apiGroups: ["*"], resources: ["*"], verbs: ["*"] }';
  expect(judge({ "a.yaml": role(all) })).toEqual([
    "medium ClusterRole/r allows to do everything; nobody has it among these manifests :4",
  ]);
  const sum = `${API}\nkind: ClusterRole\nmetadata: { name: sum }\naggregationRule: { clusterRoleSelectors: [{ matchLabels: { to: sum } }] }\nrules: []\n`;
  const part = role(all, { name: "part", more: ", labels: { to: sum }" });
  expect(judge({ "a.yaml": [sum, part, binding("sum", ACCOUNT)].join("---\n") })).toEqual([
    "critical ClusterRole/sum lets ServiceAccount shop/web do everything in the whole cluster :10",
  ]);
});

test("what is added to a role that all clusters have is in it", () => {
  const part = role("{ apiGroups: [rbac.authorization.k8s.io], resources: [clusterroles], verbs: [escalate] }", {
    name: "part",
    more: ', labels: { rbac.authorization.k8s.io/aggregate-to-view: "true" }',
  });
  const found = judge({ "a.yaml": part, "b.yaml": binding("admin", "{ kind: User, name: ada }") });
  expect(found).toContain("critical ClusterRole/admin lets User ada grant itself more rights in the whole cluster :6");
});

test("of copies of a role the nearest counts", () => {
  const files = {
    "dev/role.yaml": role('{ apiGroups: [""], resources: [secrets], verbs: [get] }'),
    "live/role.yaml": role('{ apiGroups: [""], resources: [pods], verbs: [get] }'),
    "live/binding.yaml": binding("r", ACCOUNT),
  };
  expect(judge(files)).toEqual([
    "low ClusterRole/r allows to read all secrets; nobody has it among these manifests :4",
  ]);
});

const exposed = (pod: string, namespace = "shop") => `apiVersion: apps/v1
kind: Deployment
metadata: { name: web${namespace && `, namespace: ${namespace}`} }
spec:
  template:
    metadata: { labels: { app: web } }
    spec: { ${pod}containers: [{ name: web, image: web }] }
---
apiVersion: v1
kind: Service
metadata: { name: web${namespace && `, namespace: ${namespace}`} }
spec: { type: NodePort, selector: { app: web } }
`;

const READER = held('{ apiGroups: [""], resources: [secrets], verbs: [get] }');

test.each<[string, string, string, boolean]>([
  ["its own account", exposed("serviceAccountName: web, "), READER, true],
  ["the same, with no namespace written", exposed("serviceAccountName: web, ", ""), READER, true],
  ["another account", exposed("serviceAccountName: db, "), READER, false],
  ["an account of another namespace", exposed("serviceAccountName: web, ", "blog"), READER, false],
  ["no token", exposed("serviceAccountName: web, automountServiceAccountToken: false, "), READER, false],
  [
    "a group of all accounts",
    exposed(""),
    READER.replace(ACCOUNT, "{ kind: Group, name: system:serviceaccounts }"),
    true,
  ],
  [
    "a group of its namespace",
    exposed(""),
    READER.replace(ACCOUNT, '{ kind: Group, name: "system:serviceaccounts:shop" }'),
    true,
  ],
  [
    "a group of another namespace",
    exposed(""),
    READER.replace(ACCOUNT, '{ kind: Group, name: "system:serviceaccounts:blog" }'),
    false,
  ],
])("exposure meets reach: %s", (_, workload, access, isReached) => {
  const found = judge({ "web.yaml": workload, "rbac.yaml": access }).join("\n");
  expect(found.includes("may read all secrets in the whole cluster")).toBe(isReached);
});

const RULE: RoleRule = { at: {}, verbs: ["get"], groups: [""], resources: ["pods"], names: [], urls: [] };
const GET_POD = { verb: "get", group: "", resource: "pods", subresource: "", name: "a" };

// Each as the API server's own tests of its authorizer have it: a star is a verb, a group, a resource with all beneath it.
test.each<[Partial<RoleRule>, Partial<typeof GET_POD>, boolean]>([
  [{}, {}, true],
  [{}, { subresource: "log" }, false],
  [{ resources: ["pods/log"] }, { subresource: "log" }, true],
  [{ resources: ["pods/log"] }, {}, false],
  [{ resources: ["*/log"] }, { subresource: "log" }, true],
  [{ resources: ["*/log"] }, { subresource: "" }, false],
  [{ resources: ["pods/*"] }, { subresource: "log" }, false],
  [{ resources: ["*"] }, { subresource: "log" }, true],
  [{ verbs: ["*"] }, { verb: "list" }, true],
  [{ verbs: ["GET"] }, {}, false],
  [{ groups: ["*"] }, { group: "apps" }, true],
  [{ groups: [] }, {}, false],
  [{ names: ["a"] }, {}, true],
  [{ names: ["b"] }, {}, false],
  [{ names: ["a"] }, { name: "" }, false],
  [{ names: ["*"] }, {}, false],
])("rule %j and action %j", (rule, action, expected) => {
  expect(allows({ ...RULE, ...rule }, { ...GET_POD, ...action })).toBe(expected);
});

test.each<[string, string, boolean]>([
  ["*", "/metrics", true],
  ["/metrics", "/metrics", true],
  ["/metrics", "/metrics/x", false],
  ["/healthz/*", "/healthz/etcd", true],
  ["/healthz/*", "/healthz", false],
  ["/a*b", "/axb", false],
])("path %s and %s", (written, url, expected) => {
  expect(allows({ ...RULE, urls: [written], resources: [] }, { verb: "get", url })).toBe(expected);
});

test("selectors are those of labels everywhere in Kubernetes", () => {
  const selecting = (key: string, operator: string, ...values: string[]): Role => ({
    ...({
      kind: "kubernetes-role",
      at: {},
      subject: { grant: "x" },
      title: "x",
      namespace: "",
      isClusterRole: true,
    } as const),
    name: "sum",
    labels: {},
    rules: [],
    aggregates: [{ labels: {}, expressions: [{ key, operator, values }] }],
  });
  const part: Role = {
    ...selecting("", ""),
    name: "part",
    labels: { tier: "a" },
    rules: [RULE],
    aggregates: undefined,
  };
  const takes = (sum: Role) => ruleBook([sum, part])(sum).length === 1;
  expect(takes(selecting("tier", "In", "a", "b"))).toBe(true);
  expect(takes(selecting("tier", "NotIn", "a"))).toBe(false);
  expect(takes(selecting("other", "NotIn", "a"))).toBe(true);
  expect(takes(selecting("tier", "Exists"))).toBe(true);
  expect(takes(selecting("tier", "DoesNotExist"))).toBe(false);
  expect(takes(selecting("constructor", "Exists"))).toBe(false);
  expect(takes(selecting("tier", "Like", "a"))).toBe(false);
});

test("roles that take over each other end", () => {
  const ring = ["a", "b"].map(
    (name) =>
      `${API}\nkind: ClusterRole\nmetadata: { name: ${name}, labels: { ring: "1" } }\naggregationRule: { clusterRoleSelectors: [{ matchLabels: { ring: "1" } }] }\n`,
  );
  expect(judge({ "a.yaml": [...ring, binding("a", ACCOUNT)].join("---\n") })).toEqual([]);
});

test("an account is known by its name and its groups alone", () => {
  const who = accountAs("shop", "web");
  const holder = (kind: "User" | "Group" | "ServiceAccount", name: string, namespace = "") => ({
    at: {},
    kind,
    name,
    namespace,
  });
  expect(standsFor(holder("ServiceAccount", "web", "shop"), who)).toBe(true);
  expect(standsFor(holder("User", "system:serviceaccount:shop:web"), who)).toBe(true);
  expect(standsFor(holder("Group", "system:authenticated"), who)).toBe(true);
  expect(standsFor(holder("ServiceAccount", "web"), who)).toBe(false);
  expect(standsFor(holder("User", "web"), who)).toBe(false);
  expect(standsFor(holder("Group", "system:unauthenticated"), who)).toBe(false);
});

test("a question is answered within its namespace, and in all of them by a binding of the cluster alone", () => {
  const given = (isClusterWide: boolean) => {
    const kind = isClusterWide ? "ClusterRoleBinding" : "RoleBinding";
    const text = held('{ apiGroups: [""], resources: [pods], verbs: [get] }', { kind });
    const facts = [...kubernetesReader.read(openFile("a.yaml", text), READER_CONTEXT)];
    const roles = facts.filter((fact) => fact.kind === "kubernetes-role");
    return grantsOf(
      roles,
      facts.filter((fact) => fact.kind === "kubernetes-binding"),
    ).grants;
  };
  const ask = (isClusterWide: boolean, namespace: string) =>
    mayDo(given(isClusterWide), accountAs("shop", "web"), GET_POD, namespace);
  expect([ask(false, "shop"), ask(false, "blog"), ask(false, "")]).toEqual([true, false, false]);
  expect([ask(true, "shop"), ask(true, "blog"), ask(true, "")]).toEqual([true, true, true]);
  expect(mayDo(given(true), accountAs("blog", "web"), GET_POD, "shop")).toBe(false);
});

test.each([
  [`${API}\nkind: Role\nmetadata: { name: {{ .Release.Name }} }\n`, "a template that is not rendered"],
  [`${API}\nkind: Role\nmetadata: [`, "gap: not YAML"],
  [`${API}\nkind: RoleBinding\nmetadata: { name: b }\n`, "gap: RoleBinding b names no role"],
  [`${API}\nkind: Role\nmetadata: { name: r }\nrules: [${"{},".repeat(1_001)}]\n`, "gap: 1001 rules"],
])("%.80s is a gap", (text, gap) => {
  expect(judge({ "a.yaml": text }).join("\n")).toContain(gap);
});

test("never throws, whatever roles and bindings look like", () => {
  const word = fc.constantFrom<unknown>("*", "", "pods", "constructor", "__proto__", "*/", "a/b/c", 3, null, {}, ["*"]);
  const list = fc.oneof(word, fc.array(word, { maxLength: 3 }));
  const rule = fc.record({ verbs: list, apiGroups: list, resources: list, resourceNames: list, nonResourceURLs: list });
  const object = fc.record({
    apiVersion: fc.constant("rbac.authorization.k8s.io/v1"),
    kind: fc.constantFrom("Role", "ClusterRole", "RoleBinding", "ClusterRoleBinding"),
    metadata: fc.record({ name: fc.constantFrom("r", "b"), namespace: word, labels: word }),
    rules: fc.oneof(word, fc.array(fc.oneof(word, rule), { maxLength: 3 })),
    aggregationRule: fc.oneof(word, fc.record({ clusterRoleSelectors: list })),
    roleRef: fc.oneof(word, fc.record({ kind: word, name: fc.constantFrom("r", "edit") })),
    subjects: fc.oneof(
      word,
      fc.array(fc.record({ kind: fc.constantFrom("User", "ServiceAccount"), name: word, namespace: word })),
    ),
  });
  fc.assert(
    fc.property(fc.array(object, { maxLength: 4 }), (objects) => {
      judge(Object.fromEntries(objects.map((value, index) => [`${index}.json`, JSON.stringify(value)])));
    }),
    { numRuns: 200 },
  );
});

test("many roles and bindings cost no more than their number", () => {
  const roles = Array.from(
    { length: 5_000 },
    (_, index): Role => ({
      ...({
        kind: "kubernetes-role",
        at: {},
        subject: { grant: "x" },
        title: "x",
        namespace: "",
        isClusterRole: true,
      } as const),
      name: "r",
      labels: { n: String(index) },
      rules: [RULE],
      aggregates: undefined,
    }),
  );
  let asked = 0;
  const counted = roles.map((one) => ({
    ...one,
    get at() {
      asked++;
      return {};
    },
  }));
  const bindings = roles.map(() => ({
    ...({
      kind: "kubernetes-binding",
      at: {},
      subject: { grant: "x" },
      title: "b",
      namespace: "",
      isClusterWide: true,
    } as const),
    role: { isClusterRole: true, name: "r" },
    holders: [],
  }));
  expect(grantsOf(counted, bindings).grants).toHaveLength(5_000);
  expect(asked).toBeLessThan(5_000 * 400);
});
