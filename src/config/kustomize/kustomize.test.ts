import { symlinkSync } from "node:fs";
import { expect, test } from "vitest";
import type { Look } from "../../core/analyzer.ts";
import { DEFAULT_CONFIGURATION } from "../../core/configuration.ts";
import { describePlace } from "../../core/place.ts";
import { openFile, READER_CONTEXT } from "../../testing/open-file.ts";
import { temporaryFolder } from "../../testing/temporary-folder.ts";
import { manifests } from "../kubernetes/analyzer.ts";
import { kubernetesReader } from "../kubernetes/reader.ts";
import { build } from "./build.ts";
import { beginBuilding } from "./building.ts";
import { treeFiles } from "./tree-files.ts";

type Files = Readonly<Record<string, string>>;

/** What a tree's kustomization in `app` makes, and the reasons of what it does not. */
function built(files: Files): { objects: Record<string, unknown>[]; gaps: string[] } {
  using folder = temporaryFolder(files);
  const read = treeFiles(folder.path);
  const file = read("app/kustomization.yaml");
  if ("missing" in file) throw new Error(file.missing);
  const building = beginBuilding(read);
  const objects = build(file, building);
  return { objects, gaps: building.gaps.map(({ reason }) => reason) };
}

/** Grave findings with their subjects and places, and gaps, as the analyzer gives them. */
function judge(files: Files): string[] {
  using folder = temporaryFolder(files);
  const facts = Object.entries(files).flatMap(([path, text]) => [
    ...kubernetesReader.read(openFile(path, text), READER_CONTEXT),
  ]);
  const book = { of: (kind: string) => facts.filter((fact) => fact.kind === kind) } as unknown as Look["facts"];
  const opened = { root: folder.path, target: {} } as Look["opened"];
  const outcome = manifests.analyze({ facts: book, opened, configuration: DEFAULT_CONFIGURATION } as Look);
  if (outcome instanceof Promise) throw new Error("the analyzer asks nobody");
  return [
    ...outcome.findings
      .filter(({ severity }) => severity === "critical" || severity === "high")
      .map(({ rule, subject, locations }) =>
        [rule.replace("config/kubernetes/", ""), subject.workload, ...locations.map(describePlace)].join(" "),
      ),
    ...(outcome.gaps ?? []).map(({ where, reason }) => `gap ${where} ${reason}`),
  ].toSorted();
}

const DEPLOYMENT = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  template:
    spec:
      serviceAccountName: web
      containers:
        - name: web
          image: web:1
          securityContext:
            privileged: false
        - name: log
          image: registry.example.com:5000/log@sha256:${"a".repeat(64)}
`;

const BASE: Files = { "base/kustomization.yaml": "resources: [web.yaml]\n", "base/web.yaml": DEPLOYMENT };
const overlay = (text: string, more: Files = {}) => ({ ...BASE, "app/kustomization.yaml": text, ...more });

const PRIVILEGED = `kind: Deployment
apiVersion: apps/v1
metadata:
  name: web
spec:
  template:
    spec:
      containers:
        - name: web
          securityContext:
            privileged: true
`;

test("a patch that loosens the base is found where it stands", () => {
  const files = overlay("resources: [../base]\npatches:\n  - path: loose.yaml\n", { "app/loose.yaml": PRIVILEGED });
  expect(judge(files)).toEqual(["privileged Deployment/web app/loose.yaml:11"]);
});

test("a patch that tightens the base closes what the base says", () => {
  const base = { ...BASE, "base/web.yaml": DEPLOYMENT.replace("privileged: false", "privileged: true") };
  expect(judge(base)).toEqual(["privileged Deployment/web base/web.yaml:13"]);
  const safe = PRIVILEGED.replace("true", "false");
  expect(
    judge({
      ...base,
      ...overlay("resources: [../base]\npatches: [{ path: safe.yaml }]\n"),
      ...base,
      "app/safe.yaml": safe,
    }),
  ).toEqual([]);
});

test("a patch that stands in the kustomization has its own lines", () => {
  const indented = PRIVILEGED.replace(/^/gm, "      ").trimEnd();
  expect(judge(overlay(`resources: [../base]\npatches:\n  - patch: |\n${indented}\n`))).toEqual([
    "privileged Deployment/web app/kustomization.yaml:14",
  ]);
  const steps = "- op: replace\n  path: /spec/template/spec/containers/0/securityContext/privileged\n  value: true\n";
  expect(
    judge(
      overlay(
        `resources: [../base]\npatches:\n  - target: { kind: Deployment, name: w.b }\n    patch: |-\n${steps.replace(/^/gm, "      ")}`,
      ),
    ),
  ).toEqual(["privileged Deployment/web app/kustomization.yaml:5"]);
});

test("what several overlays make of one base are several things, each at its own place", () => {
  const files = {
    ...overlay("resources: [../base]\nnamespace: test\n"),
    "prod/kustomization.yaml": "resources: [../base]\nnamespace: prod\npatches: [{ path: p.yaml }]\n",
    "prod/p.yaml": PRIVILEGED,
  };
  expect(judge(files)).toEqual(["privileged Deployment/prod/web prod/p.yaml:11"]);
});

test("fields are set as kustomize sets them", () => {
  const { objects, gaps } = built(
    overlay(
      `resources: [../base, more.yaml]
namespace: shop
namePrefix: a-
commonLabels: { team: x }
labels: [{ pairs: { tier: y } }]
commonAnnotations: { note: z }
images:
  - { name: web, newName: other, newTag: 2 }
  - { name: "registry.example.com:5000/log", digest: "sha256:b" }
configMapGenerator: [{ name: settings, literals: [A=1, "B='two'"], envs: [e.env], files: [k=e.env] }]
`,
      {
        "app/e.env": "# c\nC=3\n",
        "app/more.yaml": [
          "apiVersion: v1\nkind: Namespace\nmetadata: { name: old }",
          "apiVersion: v1\nkind: ServiceAccount\nmetadata: { name: web }",
          "apiVersion: v1\nkind: Service\nmetadata: { name: web }\nspec: { selector: { app: web } }",
          "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRoleBinding\nmetadata: { name: b }\nroleRef: { kind: ClusterRole, name: view }\nsubjects: [{ kind: ServiceAccount, name: web, namespace: old }, { kind: User, name: web }]",
        ].join("\n---\n"),
      },
    ),
  );
  expect(gaps).toEqual([]);
  expect(objects).toMatchObject([
    {
      metadata: { name: "a-web", namespace: "shop", labels: { team: "x", tier: "y" }, annotations: { note: "z" } },
      spec: {
        selector: { matchLabels: { team: "x" } },
        template: {
          metadata: { labels: { team: "x" }, annotations: { note: "z" } },
          spec: {
            serviceAccountName: "a-web",
            containers: [{ image: "other:2" }, { image: "registry.example.com:5000/log@sha256:b" }],
          },
        },
      },
    },
    { kind: "Namespace", metadata: { name: "shop" } },
    { kind: "ServiceAccount", metadata: { name: "a-web", namespace: "shop" } },
    { kind: "Service", spec: { selector: { app: "web", team: "x" } } },
    {
      kind: "ClusterRoleBinding",
      metadata: { name: "a-b" },
      roleRef: { name: "view" },
      subjects: [
        { name: "a-web", namespace: "shop" },
        { kind: "User", name: "web" },
      ],
    },
    { kind: "ConfigMap", data: { A: "1", B: "two", C: "3", k: "# c\nC=3\n" } },
  ]);
  expect(objects[4]?.metadata).not.toHaveProperty("namespace");
});

test.each([
  ["an entry of a list by its name", "containers: [{ name: log, image: new }]", ["web:1", "new"]],
  [
    "a new entry of a list",
    "containers: [{ name: third, image: new }]",
    ["web:1", `registry.example.com:5000/log@sha256:${"a".repeat(64)}`, "new"],
  ],
  ["an entry away", "containers: [{ name: log, $patch: delete }]", ["web:1"]],
  ["a whole list", "containers: [{ $patch: replace }, { name: x, image: y }]", ["y"]],
  ["nothing where a key is taken away", "containers: null", undefined],
])("a strategic patch changes %s", (_, text, images) => {
  const patch = `apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: web }\nspec: { template: { spec: { ${text} } } }\n`;
  const { objects } = built(
    overlay("resources: [../base]\npatchesStrategicMerge: [p.yaml]\n", { "app/p.yaml": patch }),
  );
  const spec = (objects[0] as { spec: { template: { spec: { containers?: { image: string }[] } } } }).spec.template
    .spec;
  expect(spec.containers?.map(({ image }) => image)).toEqual(images);
});

test("a list of a kind that is not Kubernetes' own is replaced", () => {
  const thing = (list: string) =>
    `apiVersion: example.com/v1\nkind: Thing\nmetadata: { name: t }\ncontainers: [${list}]\n`;
  const files = { "app/kustomization.yaml": "resources: [t.yaml]\npatches: [{ path: p.yaml }]\n" };
  const { objects } = built({ ...files, "app/t.yaml": thing("{ name: a, x: 1 }"), "app/p.yaml": thing("{ name: a }") });
  expect(objects[0]).toMatchObject({ containers: [{ name: "a" }] });
  expect(objects[0]).not.toHaveProperty("containers.0.x");
});

test.each([
  ["- { op: add, path: /metadata/labels, value: { a: b } }", { labels: { a: "b" } }],
  [
    "- { op: add, path: /metadata/annotations, value: {} }\n- { op: add, path: /metadata/annotations/a~1b, value: c }",
    { annotations: { "a/b": "c" } },
  ],
  ["- { op: copy, from: /metadata/name, path: /metadata/namespace }", { name: "web", namespace: "web" }],
  ["- { op: move, from: /spec, path: /metadata/was }", { was: expect.anything() }],
  [
    "- { op: test, path: /metadata/name, value: web }\n- { op: replace, path: /metadata/name, value: x }",
    { name: "x" },
  ],
  ["- { op: remove, path: /metadata/name }", {}],
])("the JSON patch %s", (text, metadata) => {
  const files = { "app/p.yaml": text };
  const { objects, gaps } = built(
    overlay(
      "resources: [../base]\npatchesJson6902: [{ target: { kind: Deployment, name: web }, path: p.yaml }]\n",
      files,
    ),
  );
  expect(gaps).toEqual([]);
  expect(objects[0]?.metadata).toMatchObject(metadata);
});

test("a generator adds to a ConfigMap of its base, or takes its place", () => {
  const files = (behavior: string) => ({
    "base/kustomization.yaml": "configMapGenerator: [{ name: c, literals: [A=1, B=2] }]\n",
    "app/kustomization.yaml": `resources: [../base]\nconfigMapGenerator: [{ name: c, behavior: ${behavior}, literals: [B=3] }]\n`,
  });
  expect(built(files("merge")).objects).toMatchObject([{ data: { A: "1", B: "3" } }]);
  expect(built(files("replace")).objects).toMatchObject([{ data: { B: "3" } }]);
  expect(built(files("create")).objects).toHaveLength(2);
});

test("a component works on what was gathered", () => {
  const component = "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\npatches: [{ path: p.yaml }]\n";
  const files = { "part/kustomization.yaml": component, "part/p.yaml": PRIVILEGED };
  expect(judge(overlay("resources: [../base]\ncomponents: [../part]\n", files))).toEqual([
    "privileged Deployment/web part/p.yaml:11",
  ]);
});

test.each([
  ["resources: [https://example.com/x.yaml]", "lies elsewhere, and is not fetched"],
  ["resources: [github.com/example/x?ref=v1]", "lies elsewhere, and is not fetched"],
  ["resources: [gone.yaml]", "gone.yaml: it is not there"],
  ["resources: [../../../etc/passwd]", "leads out of the tree"],
  ["resources: [/etc/passwd]", "leads out of the tree"],
  ["resources: [link.yaml]", "link.yaml: it became a link"],
  ["resources: [../app]", "in a circle"],
  ["resources: [broken.yaml]", "not YAML"],
  ["components: [../nowhere]", "the component ../nowhere is not there"],
  ["resources: [../base]\npatches: [{ path: gone.yaml }]", "the patch gone.yaml: it is not there"],
  ["resources: [../base]\npatches: [{ path: other.yaml }]", "is for Pod/other, which is not among the resources"],
  [
    "resources: [../base]\npatches: [{ target: { kind: Deployment }, patch: '[{ op: remove, path: /no/thing }]' }]",
    "a patch of app/kustomization.yaml does not fit: no /no/thing",
  ],
  ["resources: [../base]\npatches: [{ target: { name: '(a+)+$' }, patch: '[{ op: odd, path: /a }]' }]", ""],
  ["resources: [../base]\npatches: [{ path: broken.yaml }]", "a patch that is not YAML"],
  ["resources: [../base]\npatches: [{ patch: 'a: [' }]", "a patch in it is not YAML"],
  [
    "resources: [../base]\nreplacements: [{ source: { kind: Secret } }]",
    "the source Secret of a replacement is not there",
  ],
  ["resources: [../base]\nreplacements: [{ path: gone.yaml }]", "the replacement gone.yaml: it is not there"],
  [
    "resources: [../base]\nreplacements: [{ source: { kind: Deployment, fieldPath: no.field }, targets: [] }]",
    "a replacement does not fit: Deployment/web has no no.field",
  ],
  [
    "resources: [../base]\nreplacements: [{ source: { kind: Deployment }, targets: [{ select: { kind: Deployment }, fieldPaths: [spec.none] }] }]",
    "a replacement does not fit: Deployment/web has no spec.none",
  ],
  [
    "resources: [../base]\nvars: [{ name: A, objref: { kind: Secret, name: x } }]",
    "the object of the variable A is not there",
  ],
  ["helmCharts: [{ name: x }]", "helmCharts: not followed here"],
  ["resources: [", "a kustomization that is not YAML"],
])("%s is a gap: %s", (text, reason) => {
  const files = overlay(text, {
    "app/broken.yaml": "a: [\n",
    "app/other.yaml": PRIVILEGED.replace(/Deployment/, "Pod").replace("name: web", "name: other"),
  });
  using folder = temporaryFolder(files);
  symlinkSync("/etc/passwd", `${folder.path}/app/link.yaml`);
  const read = treeFiles(folder.path);
  const file = read("app/kustomization.yaml");
  if ("missing" in file) throw new Error(file.missing);
  const building = beginBuilding(read);
  build(file, building);
  const said = building.gaps.map((gap) => gap.reason).join("\n");
  if (reason === "") expect(said).toBe("");
  else expect(said).toContain(reason);
});

test.each<[string, object]>([
  ["fieldPaths: ['spec.template.spec.containers.[name=web].image']", { image: "prod" }],
  [
    "fieldPaths: ['spec.template.spec.containers.[name=w.b].image', spec.template.spec.containers.0.image]",
    { image: "prod" },
  ],
  ["fieldPaths: [spec.template.spec.containers.*.image]", { image: "prod" }],
  ["fieldPaths: [spec.template.spec.containers.0.image], options: { delimiter: ':', index: 1 }", { image: "web:prod" }],
  [
    "fieldPaths: [spec.template.spec.containers.0.image], options: { delimiter: /, index: -1 }",
    { image: "prod/web:1" },
  ],
  [
    "fieldPaths: [spec.template.spec.containers.0.image], options: { delimiter: ':', index: 9 }",
    { image: "web:1:prod" },
  ],
  [
    "fieldPaths: [spec.template.spec.containers.0.securityContext.runAsUser], options: { create: true }",
    { securityContext: { privileged: false, runAsUser: "prod" } },
  ],
  ["reject: [{ name: web }], fieldPaths: [spec.template.spec.containers.0.image]", { image: "web:1" }],
])("a replacement: %s", (target, expected) => {
  const replacement = `- source: { kind: ConfigMap, name: settings, fieldPath: 'data.[a.b]', options: { delimiter: "|", index: 1 } }\n  targets: [{ select: { kind: Deployment }, ${target} }]\n`;
  const more = {
    "app/settings.yaml": 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: settings }\ndata: { a.b: "dev|prod" }\n',
  };
  for (const [text, files] of [
    [`resources: [../base, settings.yaml]\nreplacements:\n${replacement}`, more],
    ["resources: [../base, settings.yaml]\nreplacements: [{ path: r.yaml }]\n", { ...more, "app/r.yaml": replacement }],
  ] as const) {
    const { objects, gaps } = built(overlay(text, files));
    const deployment = objects.find(({ kind }) => kind === "Deployment");
    expect(deployment).toMatchObject({ spec: { template: { spec: { containers: [expected, {}] } } } });
    expect(gaps.filter((gap) => !gap.includes("w.b"))).toEqual([]);
  }
});

test("a variable has the value that its object has when all is built", () => {
  const pod =
    "apiVersion: v1\nkind: Pod\nmetadata: { name: p }\nspec: { containers: [{ name: a, image: $(HOST)/$(NO), args: ['--to=$(HOST):$(PORT)'] }] }\n";
  const service = "apiVersion: v1\nkind: Service\nmetadata: { name: s }\nspec: { ports: [{ port: 80 }] }\n";
  const { objects, gaps } = built({
    "base/kustomization.yaml":
      "resources: [pod.yaml, service.yaml]\nvars:\n  - { name: HOST, objref: { kind: Service, name: s } }\n  - { name: PORT, objref: { kind: Service, name: s }, fieldref: { fieldPath: 'spec.ports.0.port' } }\n",
    "base/pod.yaml": pod,
    "base/service.yaml": service,
    "app/kustomization.yaml": "resources: [../base]\nnamePrefix: dev-\n",
  });
  expect(gaps).toEqual([]);
  expect(objects[0]).toMatchObject({ spec: { containers: [{ image: "dev-s/$(NO)", args: ["--to=dev-s:80"] }] } });
});

test("what a replacement sets is found in the kustomization", () => {
  const text =
    "resources: [../base, flag.yaml]\nreplacements:\n  - source: { kind: Flag, fieldPath: spec.on }\n    targets:\n      - select: { kind: Deployment }\n        fieldPaths: ['spec.template.spec.containers.0.securityContext.privileged']\n";
  const flag = "apiVersion: a.example/v1\nkind: Flag\nmetadata: { name: f }\nspec: { on: true }\n";
  expect(judge(overlay(text, { "app/flag.yaml": flag }))).toEqual([
    "privileged Deployment/web app/kustomization.yaml:3",
  ]);
});

test("replacements without end are told, and end", () => {
  const one = "- source: { kind: Deployment }\n  targets: [{ select: { name: '.*' }, fieldPaths: [metadata.name] }]\n";
  const web = (at: number) => DEPLOYMENT.replace("name: web", `name: web-${at}`);
  const objects = Array.from({ length: 300 }, (_, at) => web(at)).join("---\n");
  const text = `resources: [all.yaml]\nreplacements:\n${one.repeat(2_000)}`;
  const { gaps } = built({ "app/kustomization.yaml": text, "app/all.yaml": objects });
  expect(gaps).toEqual(["more patches and replacements than are followed"]);
});

test("bases that double at every step end", () => {
  const files: Record<string, string> = {
    "l0/kustomization.yaml": "resources: [web.yaml]\n",
    "l0/web.yaml": DEPLOYMENT,
  };
  for (let level = 1; level <= 18; level++)
    files[`l${level}/kustomization.yaml`] = `resources: [../l${level - 1}, ../l${level - 1}]\n`;
  const { gaps } = built({ ...files, "app/kustomization.yaml": "resources: [../l18]\n" });
  expect(gaps.join("\n")).toContain("more than");
});
