import { expect, test } from "vitest";
import { judgeFacts } from "../../core/judge.ts";
import { openFile, READER_CONTEXT } from "../../testing/open-file.ts";
import { access } from "../index.ts";
import { kubernetesGrants } from "./kubernetes-reader.ts";

function fired(text: string): string[] {
  const facts = [...kubernetesGrants.read(openFile("rbac.yaml", text), READER_CONTEXT)];
  const gaps = facts.flatMap((fact) => (fact.kind === "gap" ? [`gap: ${fact.reason}`] : []));
  const grants = facts.filter((fact) => fact.kind !== "gap");
  const { findings } = judgeFacts("access", access[1]?.rules ?? [], grants);
  return [
    ...findings.map(({ severity, title, locations }) => `${severity} ${title} :${locations[0]?.line}`),
    ...gaps,
  ].sort();
}

const binding = (role: string, holder: string, kind = "ClusterRoleBinding") => `apiVersion: rbac.authorization.k8s.io/v1
kind: ${kind}
metadata: { name: b, namespace: ci }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: ${role} }
subjects:
  - ${holder}
`;

test.each([
  [
    binding("cluster-admin", "{ kind: ServiceAccount, name: deployer, namespace: ci }"),
    ["critical ServiceAccount ci/deployer is bound to cluster-admin :6"],
  ],
  [binding("cluster-admin", "{ kind: Group, name: system:masters }"), []],
  [
    binding("cluster-admin", "{ kind: User, name: ada }", "RoleBinding"),
    ["high User ada is bound to cluster-admin in one namespace :6"],
  ],
  [
    binding("view", "{ kind: Group, name: system:unauthenticated }"),
    ["critical view is given to everybody, without a login :6"],
  ],
  [binding("view", "{ kind: User, name: ada }"), []],
])("bindings %#", (text, expected) => {
  expect(fired(text)).toEqual(expected);
});

const role = (rule: string, kind = "ClusterRole") =>
  `apiVersion: rbac.authorization.k8s.io/v1\nkind: ${kind}\nmetadata: { name: r }\nrules:\n  - ${rule}\n`;

test.each([
  [
    role('{ apiGroups: ["*"], resources: ["*"], verbs: ["*"] }'),
    ["critical r may do everything in the whole cluster :5"],
  ],
  [
    role('{ apiGroups: [""], resources: [secrets], verbs: ["*"] }', "Role"),
    ["medium r may do everything with secrets in its namespace :5"],
  ],
  [role('{ apiGroups: [""], resources: [pods], verbs: [get, list] }'), []],
])("roles %#", (text, expected) => {
  expect(fired(text)).toEqual(expected);
});

test("lists and several documents are read, other kinds are left alone", () => {
  const item = binding("cluster-admin", "{ kind: User, name: ada }").replace(/\n/g, "\n    ").trimEnd();
  const text = `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: rbac.authorization.k8s.io }\n---\nkind: List\nitems:\n  - ${item}\n`;
  expect(fired(text)).toEqual(["critical User ada is bound to cluster-admin :12"]);
});

test.each([
  [
    "apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata: { name: {{ .Release.Name }} }\n",
    "gap: a template",
  ],
  ["apiVersion: rbac.authorization.k8s.io/v1\nkind: [", "gap: not YAML"],
  [
    "apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata: { name: b }\n",
    "gap: RoleBinding b names no role",
  ],
])("%j is a gap", (text, gap) => {
  expect(fired(text).join()).toContain(gap);
});
