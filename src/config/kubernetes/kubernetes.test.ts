import fc from "fast-check";
import { expect, test } from "vitest";
import type { Look } from "../../core/analyzer.ts";
import { DEFAULT_CONFIGURATION } from "../../core/configuration.ts";
import type { Fact } from "../../core/fact.ts";
import type { JudgedFinding } from "../../core/finding.ts";
import { openFile, READER_CONTEXT } from "../../testing/open-file.ts";
import { dockerfileReader } from "../dockerfile/reader.ts";
import { manifests } from "./analyzer.ts";
import { kubernetesReader } from "./reader.ts";

function read(text: string, path = "app.yaml"): Fact[] {
  return [...kubernetesReader.read(openFile(path, text), READER_CONTEXT)];
}

/** All that the analyzer finds in some files, by their paths. */
function judge(
  files: Readonly<Record<string, string>>,
  { kind = "directory", advice = false }: { kind?: "directory" | "cluster"; advice?: boolean } = {},
): readonly JudgedFinding[] {
  const facts = Object.entries(files).flatMap(([path, text]) => read(text, path));
  const book = { of: (kind: string) => facts.filter((fact) => fact.kind === kind) } as unknown as Look["facts"];
  const opened = { target: { kind } } as Look["opened"];
  const configuration = { ...DEFAULT_CONFIGURATION, config: { policies: [], advice } };
  const outcome = manifests.analyze({
    facts: book,
    opened,
    configuration,
    now: new Date("2026-12-01"),
  } as unknown as Look);
  if (outcome instanceof Promise) throw new Error("the analyzer asks nobody");
  return outcome.findings;
}

function fired(text: string, path = "app.yaml"): string[] {
  return judge({ [path]: text })
    .map(
      ({ rule, severity, locations }) =>
        `${rule.replace("config/kubernetes/", "")} ${severity} ${locations.map(({ line, column }) => `:${line}:${column}`).join(" ")}`,
    )
    .sort();
}

const gaps = (text: string, path = "app.yaml") =>
  read(text, path).flatMap((fact) => ("reason" in fact ? [String(fact.reason)] : []));

const DIGEST = `app@sha256:${"a".repeat(64)}`;

/** A pod that is as it should be, but for what a test puts into it: under its spec, and in its container. */
function pod({ spec = "", container = "", context = "" } = {}): string {
  return `apiVersion: v1
kind: Pod
metadata: { name: web }
spec:
  automountServiceAccountToken: false
  securityContext: { runAsNonRoot: true, seccompProfile: { type: RuntimeDefault } }
  containers:
    - name: web
      image: ${DIGEST}
      securityContext:
        allowPrivilegeEscalation: false
        capabilities: { drop: [ALL] }
${context.replace(/^/gm, "        ")}
${container.replace(/^/gm, "      ")}
${spec.replace(/^/gm, "  ")}
`;
}

test("a hardened pod is found nothing against", () => {
  expect(fired(pod())).toEqual([]);
});

test.each<[string, string[]]>([
  ["privileged: true", ["privileged critical :13:9"]],
  ["privileged: false", []],
  ["procMount: Unmasked", ["unconfined medium :13:9"]],
  ["appArmorProfile: { type: Unconfined }", ["unconfined medium :13:28"]],
  ["seLinuxOptions: { type: spc_t }", ["unconfined medium :13:27"]],
  ["seLinuxOptions: { type: container_t, level: s0 }", []],
  ["windowsOptions: { hostProcess: true }", ["unconfined high :13:27"]],
  ["seccompProfile: { type: Unconfined }", ["seccomp-missing medium :13:9"]],
  ["seccompProfile: { type: Localhost, localhostProfile: x.json }", []],
  ["runAsUser: 0", ["runs-as-root medium :13:9"]],
  ["runAsNonRoot: false", ["runs-as-root medium :13:9"]],
  ["runAsUser: 1000", []],
])("a container's security context: %s", (context, expected) => {
  expect(fired(pod({ context }))).toEqual(expected);
});

test.each<[string, string[]]>([
  ["hostPID: true\nhostIPC: false", ["host-namespaces high :15:3"]],
  ["volumes: [{ name: v, hostPath: { path: /var/run/docker.sock } }]", ["runtime-socket critical :15:36"]],
  [
    "volumes: [{ name: v, hostPath: { path: /run/k3s/containerd/containerd.sock } }]",
    ["runtime-socket critical :15:36"],
  ],
  ["volumes: [{ name: v, hostPath: { path: /var/../ } }]", ["host-path high :15:36"]],
  ["volumes: [{ name: v, hostPath: { path: /etc/kubernetes } }]", ["host-path high :15:36"]],
  ["volumes: [{ name: v, hostPath: { path: /lib/modules } }]", ["host-path low :15:36"]],
  ["volumes: [{ name: v, hostPath: { path: /etc/passwd } }]", ["host-path low :15:36"]],
  ["volumes: [{ name: v, emptyDir: {} }]", []],
])("a pod's spec: %s", (spec, expected) => {
  expect(fired(pod({ spec }))).toEqual(expected);
});

test.each<[string, string[]]>([
  ["ports: [{ containerPort: 80, hostPort: 80 }]", ["host-port medium :14:36"]],
  ["ports: [{ containerPort: 80, hostPort: 0 }]", []],
  ["env: [{ name: DB_PASSWORD, value: hunter-two }]", ["literal-credential high :14:34"]],
  ["env: [{ name: DB_PASSWORD, valueFrom: { secretKeyRef: { name: db, key: p } } }]", []],
  ["env: [{ name: DB_PASSWORD, value: $(FROM_ELSEWHERE) }]", []],
  ["args: [--verbose, --api-token=hunter-two, --token-ttl=3]", ["literal-credential high :14:25"]],
])("a container: %s", (container, expected) => {
  expect(fired(pod({ container }))).toEqual(expected);
});

test("a folder of the node that is written weighs more than one that is read", () => {
  const mounted = (readOnly: boolean) =>
    fired(
      pod({
        container: `volumeMounts: [{ name: v, mountPath: /x, readOnly: ${readOnly} }]`,
        spec: "volumes: [{ name: v, hostPath: { path: /data } }]",
      }),
    );
  expect(mounted(false)).toEqual(["host-path medium :15:36"]);
  expect(mounted(true)).toEqual(["host-path low :15:36"]);
});

test("capabilities are named as runtimes take them, each at its place", () => {
  const text = pod().replace("{ drop: [ALL] }", "{ drop: [all], add: [cap_sys_admin, NET_RAW, NET_BIND_SERVICE] }");
  expect(fired(text)).toEqual([
    "capabilities-not-dropped info :12:25",
    "dangerous-capability high :12:44",
    "dangerous-capability medium :12:59",
  ]);
});

test("no value of a credential is in any finding", () => {
  const found = judge({
    "a.yaml": pod({ container: "env: [{ name: DB_PASSWORD, value: hunter-two }]\nargs: [--token=hunter-two]" }),
  });
  expect(found).toHaveLength(2);
  expect(JSON.stringify(found)).not.toContain("hunter");
});

const BARE = `apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: shop }
spec:
  template:
    metadata: { labels: { app: web } }
    spec:
      initContainers:
        - name: prepare
          image: busybox
      containers:
        - name: web
          image: web:1.2
`;

test("what is left open is one finding for each rule, with each container's place, and one deed", () => {
  expect(fired(BARE)).toEqual([
    "capabilities-not-dropped low :9:11 :12:11",
    "image-by-tag low :13:18",
    "image-by-tag medium :10:18",
    "privilege-escalation medium :9:11 :12:11",
    "runs-as-root low :9:11 :12:11",
    "seccomp-missing low :9:11 :12:11",
    "token-mounted low :1:1",
  ]);
  const deeds = new Set(judge({ "a.yaml": BARE }).map(({ deed }) => deed.action));
  expect([...deeds]).toEqual([
    expect.stringMatching(/^Harden Deployment\/shop\/web: run.*, pin its images to digests$/),
  ]);
});

test("what is left open in a folder is one deed, whichever workload it is in, and what is dangerous is none of it", () => {
  const other = BARE.replace("name: web,", "name: db,");
  const deedsIn = (files: Record<string, string>) =>
    [...new Set(judge(files).map(({ deed }) => deed.action.slice(0, 35)))].sort();
  expect(deedsIn({ "a/web.yaml": BARE, "a/db.yaml": other })).toEqual(["Harden the 2 workloads in a/: run w"]);
  expect(deedsIn({ "web.yaml": BARE, "db.yaml": other })).toEqual(["Harden the 2 workloads in the top f"]);
  expect(deedsIn({ "a/web.yaml": BARE, "b/web.yaml": BARE })).toEqual(["Harden Deployment/shop/web: run wit"]);
  const dangerous = { "a.yaml": pod({ spec: "hostPID: true" }) };
  expect(deedsIn(dangerous)).toEqual(["Leave hostPID, hostIPC and hostNetw"]);
  const tagged = { "a.yaml": pod().replace(DIGEST, "app:1") };
  expect(deedsIn(tagged)).toEqual(["Harden Pod/web: pin its images to d"]);
});

test("the pod's settings hold for its containers, and a container's own come first", () => {
  const spec = `    spec:\n      securityContext: { runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: RuntimeDefault } }`;
  expect(fired(BARE.replace("    spec:", spec)).join()).not.toMatch(/runs-as-root|seccomp/);
  const own = BARE.replace("    spec:", spec).replace(
    "image: web:1.2",
    "image: web:1.2\n          securityContext: { runAsUser: 0 }",
  );
  expect(fired(own)).toContain("runs-as-root medium :15:30");
});

test("a privileged container is not told to drop what it keeps anyway", () => {
  const text = BARE.replace(
    "image: web:1.2",
    "image: web:1.2\n          securityContext: { privileged: true }",
  ).replace(/ {6}initContainers:\n.*\n.*\n/, "");
  expect(fired(text)).toEqual([
    "image-by-tag low :10:18",
    "privileged critical :11:30",
    "runs-as-root low :9:11",
    "token-mounted low :1:1",
  ]);
});

test.each([
  ["apps/v1", "StatefulSet", ["spec", "template", "spec"]],
  ["apps/v1", "DaemonSet", ["spec", "template", "spec"]],
  ["apps/v1", "ReplicaSet", ["spec", "template", "spec"]],
  ["extensions/v1beta1", "Deployment", ["spec", "template", "spec"]],
  ["v1", "ReplicationController", ["spec", "template", "spec"]],
  ["batch/v1", "Job", ["spec", "template", "spec"]],
  ["batch/v1", "CronJob", ["spec", "jobTemplate", "spec", "template", "spec"]],
  ["v1", "Pod", ["spec"]],
])("%s %s keeps its pod where we look", (apiVersion, kind, path) => {
  const spec = path.reduceRight<unknown>((inner, key) => ({ [key]: inner }), { hostNetwork: true, containers: [] });
  const text = JSON.stringify({ apiVersion, kind, metadata: { name: "x" }, ...(spec as object) });
  expect(fired(text, "x.json").map((one) => one.split(" ")[0])).toEqual(["host-namespaces"]);
});

test("lists and several documents are read, other kinds are left alone", () => {
  const item = pod({ spec: "hostPID: true" }).trimEnd().replace(/\n/g, "\n    ");
  const text = `apiVersion: example.com/v1\nkind: Deployment\nspec: { template: { spec: { hostPID: true } } }\n---\napiVersion: v1\nkind: List\nitems:\n  - ${item}\n`;
  expect(fired(text)).toEqual(["host-namespaces high :22:7"]);
});

test.each(["kind: !!str Pod", "'kind' :\n  Pod", "x: &k Pod\nkind: *k"])("%j is a pod", (kind) => {
  expect(fired(pod({ spec: "hostPID: true" }).replace("kind: Pod", kind)).join()).toContain("host-namespaces");
});

test("a patch is judged by what it sets, not by what it leaves to the object it changes", () => {
  const patch = (container: string) =>
    `apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: web }\nspec: { template: { spec: { containers: [{ name: web, ${container} }] } } }\n`;
  expect(fired(patch("resources: {}"))).toEqual([]);
  expect(fired(patch("securityContext: { allowPrivilegeEscalation: true }"))).toEqual([
    "privilege-escalation medium :4:74",
  ]);
});

test("an account that keeps its token keeps it from its pods", () => {
  const account = `apiVersion: v1\nkind: ServiceAccount\nmetadata: { name: default, namespace: shop }\nautomountServiceAccountToken: false\n---\n`;
  expect(fired(account + BARE).join()).not.toContain("token-mounted");
  expect(
    fired(BARE.replace("      containers:", "      serviceAccountName: web\n      containers:")).join(),
  ).not.toContain("token-mounted");
});

test.each<[string, string[]]>([
  ["{ type: LoadBalancer, ports: [{ port: 443 }] }", ["external-service medium :4:9"]],
  ["{ type: LoadBalancer, ports: [{ port: 5432 }] }", ["external-service high :4:9"]],
  ["{ type: LoadBalancer, loadBalancerSourceRanges: [203.0.113.0/24] }", []],
  ["{ type: LoadBalancer, loadBalancerSourceRanges: [0.0.0.0/0] }", ["external-service medium :4:9"]],
  ["{ externalIPs: [203.0.113.7] }", ["external-service medium :1:1"]],
  ["{ type: NodePort }", []],
])("a Service %s", (spec, expected) => {
  expect(fired(`apiVersion: v1\nkind: Service\nmetadata: { name: web }\nspec: ${spec}\n`)).toEqual(expected);
});

test.each([
  "service.beta.kubernetes.io/aws-load-balancer-internal: 'true'",
  "networking.gke.io/load-balancer-type: Internal",
  "service.beta.kubernetes.io/azure-load-balancer-internal: 'true'",
])("a load balancer kept inside by %s", (annotation) => {
  expect(
    fired(
      `apiVersion: v1\nkind: Service\nmetadata: { name: web, annotations: { ${annotation} } }\nspec: { type: LoadBalancer }\n`,
    ),
  ).toEqual([]);
});

test("snippets of an Ingress, and the controller that was retired", () => {
  const ingress = `apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n  name: web\n  annotations:\n    nginx.ingress.kubernetes.io/server-snippet: |\n      return 200;\n    cert-manager.io/issuer: x\nspec: { tls: [{ secretName: x }] }\n`;
  expect(fired(ingress)).toEqual(["ingress-snippet high :6:5"]);
  expect(
    fired(pod().replace(/image: .*/, `image: registry.k8s.io/ingress-nginx/controller:v1@sha256:${"a".repeat(64)}`)),
  ).toEqual(["retired-ingress high :9:14"]);
});

const service = (spec: string, namespace = "shop") =>
  `apiVersion: v1\nkind: Service\nmetadata: { name: web, namespace: ${namespace} }\nspec: ${spec}\n`;
const INGRESS = `apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: { name: front, namespace: shop }\nspec: { rules: [{ http: { paths: [{ backend: { service: { name: web } } }] } }] }\n`;

test.each<[string, Record<string, string>, string | undefined]>([
  [
    "a load balancer",
    {
      "b/s.yaml": service("{ type: LoadBalancer, loadBalancerSourceRanges: [203.0.113.0/24], selector: { app: web } }"),
    },
    "Service/shop/web (LoadBalancer) leads to it from outside",
  ],
  [
    "a node's port",
    { "b/s.yaml": service("{ type: NodePort, selector: { app: web } }") },
    "Service/shop/web (NodePort) leads to it from outside",
  ],
  [
    "an Ingress",
    { "b/s.yaml": service("{ selector: { app: web } }"), "c/i.yaml": INGRESS },
    "Ingress/shop/front leads to it from outside",
  ],
  ["a Service within", { "b/s.yaml": service("{ selector: { app: web } }") }, undefined],
  ["another namespace", { "b/s.yaml": service("{ type: NodePort, selector: { app: web } }", "other") }, undefined],
  ["other labels", { "b/s.yaml": service("{ type: NodePort, selector: { app: web, tier: x } }") }, undefined],
  ["no selector", { "b/s.yaml": service("{ type: NodePort }") }, undefined],
])("exposure by %s", (_, files, because) => {
  const finding = judge({ "a/d.yaml": BARE, ...files }).find(({ rule }) => rule.endsWith("runs-as-root"));
  expect(finding?.signals.exposure?.because).toBe(because);
});

const CLUSTER_IP = service("{ selector: { app: web } }");
const gateway = (spec: string, annotations = "") =>
  `apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: { name: public, namespace: edge, annotations: { ${annotations} } }\nspec: { ${spec} }\n`;
const route = (kind: string, spec: string, namespace = "shop", group = "gateway.networking.k8s.io/v1") =>
  `apiVersion: ${group}\nkind: ${kind}\nmetadata: { name: r, namespace: ${namespace} }\nspec: { ${spec} }\n`;
const BACKEND = "rules: [{ backendRefs: [{ name: web, port: 80 }] }]";
const ON_GATEWAY = "parentRefs: [{ name: public, namespace: edge }]";

test.each<[string, readonly string[], string | undefined]>([
  ["an HTTPRoute", [route("HTTPRoute", `${ON_GATEWAY}, ${BACKEND}`)], "HTTPRoute/shop/r"],
  ["a TCPRoute", [route("TCPRoute", `${ON_GATEWAY}, ${BACKEND}`)], "TCPRoute/shop/r"],
  [
    "a route of another namespace",
    [route("HTTPRoute", `${ON_GATEWAY}, ${BACKEND.replace("name: web", "name: web, namespace: shop")}`, "edge")],
    "HTTPRoute/edge/r",
  ],
  ["another Service", [route("HTTPRoute", `${ON_GATEWAY}, ${BACKEND.replace("web", "other")}`)], undefined],
  ["a route of the mesh", [route("HTTPRoute", `parentRefs: [{ kind: Service, name: web }], ${BACKEND}`)], undefined],
  [
    "a Gateway inside",
    [route("HTTPRoute", `${ON_GATEWAY}, ${BACKEND}`), gateway("gatewayClassName: gke-l7-rilb")],
    undefined,
  ],
  [
    "a Gateway inside by a note",
    [
      route("HTTPRoute", `${ON_GATEWAY}, ${BACKEND}`),
      gateway("infrastructure: { annotations: { service.beta.kubernetes.io/azure-load-balancer-internal: 'true' } }"),
    ],
    undefined,
  ],
  [
    "one of two Gateways inside",
    [
      route("HTTPRoute", `parentRefs: [{ name: public, namespace: edge }, { name: open }], ${BACKEND}`),
      gateway("gatewayClassName: internal"),
    ],
    "HTTPRoute/shop/r",
  ],
  ["OpenShift", [route("Route", "to: { kind: Service, name: web }", "shop", "route.openshift.io/v1")], "Route/shop/r"],
  [
    "Traefik",
    [route("IngressRoute", "routes: [{ services: [{ name: web, namespace: shop }] }]", "edge", "traefik.io/v1alpha1")],
    "IngressRoute/edge/r",
  ],
  [
    "Contour",
    [route("HTTPProxy", "routes: [{ services: [{ name: web }] }]", "shop", "projectcontour.io/v1")],
    "HTTPProxy/shop/r",
  ],
  [
    "Istio",
    [
      route(
        "VirtualService",
        "gateways: [edge/public], http: [{ route: [{ destination: { host: web.shop.svc.cluster.local } }] }]",
        "edge",
        "networking.istio.io/v1",
      ),
    ],
    "VirtualService/edge/r",
  ],
  [
    "Istio's mesh",
    [route("VirtualService", "http: [{ route: [{ destination: { host: web } }] }]", "shop", "networking.istio.io/v1")],
    undefined,
  ],
  ["a kind of another group", [route("Route", "to: { name: web }", "shop", "serving.knative.dev/v1")], undefined],
])("exposure by a route: %s", (_, texts, way) => {
  const files = Object.fromEntries(texts.map((text, index) => [`c/${index}.yaml`, text]));
  const found = judge({ "a/d.yaml": BARE, "b/s.yaml": CLUSTER_IP, ...files });
  const because = found.find(({ rule }) => rule.endsWith("runs-as-root"))?.signals.exposure?.because;
  expect(because).toBe(way && `${way} leads to it from outside`);
});

test.each<[string, string[]]>([
  [gateway("listeners: [{ name: a, protocol: HTTP, port: 80 }]"), ["plain-ingress low"]],
  [gateway("listeners: [{ name: a, protocol: HTTP }, { name: b, protocol: HTTPS }]"), []],
  [gateway("listeners: [{ name: a, protocol: TCP }]"), []],
  [
    gateway("listeners: [{ name: a, protocol: HTTPS, allowedRoutes: { namespaces: { from: All } } }]"),
    ["gateway-for-everybody low"],
  ],
  [gateway("listeners: [{ name: a, protocol: HTTPS, allowedRoutes: { namespaces: { from: Same } } }]"), []],
  [
    route("ReferenceGrant", "from: [{ kind: Gateway, namespace: edge }], to: [{ group: '', kind: Secret }]"),
    ["open-reference-grant medium"],
  ],
  [route("ReferenceGrant", "from: [{ namespace: edge }], to: [{ group: '', kind: Secret, name: tls }]"), []],
  [route("Route", "to: { name: web }", "shop", "route.openshift.io/v1"), ["plain-ingress low"]],
  [route("Route", "to: { name: web }, tls: { termination: edge }", "shop", "route.openshift.io/v1"), []],
  [route("IngressRoute", "entryPoints: [web], routes: []", "shop", "traefik.io/v1alpha1"), ["plain-ingress low"]],
  [route("IngressRoute", "entryPoints: [websecure], routes: []", "shop", "traefik.io/v1alpha1"), []],
  [route("HTTPProxy", "virtualhost: { fqdn: a.example }", "shop", "projectcontour.io/v1"), ["plain-ingress low"]],
  [route("HTTPProxy", "routes: []", "shop", "projectcontour.io/v1"), []],
  [
    route("Gateway", "servers: [{ port: { protocol: HTTP } }]", "shop", "networking.istio.io/v1"),
    ["plain-ingress low"],
  ],
  [
    route(
      "Gateway",
      "servers: [{ port: { protocol: HTTP }, tls: { httpsRedirect: true } }]",
      "shop",
      "networking.istio.io/v1",
    ),
    [],
  ],
])("Gateways, grants and routes: %s", (text, expected) => {
  expect(fired(text).map((line) => line.replace(/ :.*/, ""))).toEqual(expected);
});

test("without a namespace only files of one folder, or of one above, belong together", () => {
  const deployment = BARE.replace(", namespace: shop", "");
  const node = service("{ type: NodePort, selector: { app: web } }").replace(", namespace: shop", "");
  const exposed = (where: string) =>
    judge({ "apps/web/d.yaml": deployment, [where]: node }).some(({ signals }) => signals.exposure?.level === "public");
  expect(["apps/web/s.yaml", "apps/s.yaml", "s.yaml", "apps/web2/s.yaml", "other/s.yaml"].map(exposed)).toEqual([
    true,
    true,
    true,
    false,
    false,
  ]);
});

test("a ConfigMap may hold no credential, and may hold braces", () => {
  const text = `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: web }\ndata:\n  DB_PASSWORD: hunter-two\n  rule: "{{ $labels.pod }} is down"\n  TOKEN_TTL: "3600"\n`;
  expect(fired(text)).toEqual(["literal-credential high :5:3"]);
  expect(gaps(text)).toEqual([]);
});

test.each([
  [
    "app.yaml",
    "apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: {{ .Release.Name }} }\n",
    "a template that is not rendered",
  ],
  [
    "app.yaml",
    `${BARE.replace("web:1.2", '"{{ image }}"')}---\n${BARE.replace("web:1.2", '"{{ image }}"')}`,
    "a template that is not rendered",
  ],
  ["chart/Chart.yaml", "apiVersion: v2\nname: web\n", "a Helm chart, which is not rendered"],
  [
    "kustomization.yaml",
    "resources: [../base]\npatches: [{ path: x.yaml }]\n",
    "a kustomization, which is not rendered here (patches)",
  ],
  ["kustomization.yml", "resources: ['https://x.example/y']\n", "(resources from elsewhere)"],
  ["app.yaml", "apiVersion: v1\nkind: Pod\nspec: [", "not YAML"],
  ["app.json", '{"apiVersion": "v1", "kind": "Pod", ', "not YAML"],
])("%s %j is a gap, once", (path, text, reason) => {
  const found = gaps(text, path);
  expect(found).toHaveLength(1);
  expect(found[0]).toContain(reason);
});

test.each([
  ["settings.yaml", "image: {{ nothing }}\n"],
  ["openapi.yaml", "description: an apiVersion and a kind\npaths: [\n"],
  ["package.json", '{"name": "x"}'],
])("%s %j is nobody's business here", (path, text) => {
  expect(read(text, path)).toEqual([]);
});

test("of an object that no rule judges only the file is told, for policies", () => {
  const secret = "apiVersion: v1\nkind: Secret\nmetadata: { name: x }\n";
  expect(read(secret).map(({ kind }) => kind)).toEqual(["manifest-file"]);
});

test.each([
  ["k8s/app.yaml", true],
  ["app.yml", true],
  ["app.json", true],
  [".github/workflows/ci.yml", false],
  ["node_modules/x/app.yaml", false],
  ["vendor/x/app.yaml", false],
  ["app.yaml.tmpl", false],
])("%s is read: %s", (path, expected) => {
  expect(kubernetesReader.wants(openFile(path, "").entry, READER_CONTEXT)).toBe(expected);
});

test("an object that no cluster would take is a gap and costs no time", () => {
  const many = (indent: string) =>
    Array.from({ length: 1_001 }, (_, index) => `${indent}key-${index}-token: x`).join("\n");
  expect(gaps(`apiVersion: v1\nkind: ConfigMap\ndata:\n${many("  ")}\n`)).toEqual([
    "1001 keys, more than are looked at",
  ]);
  expect(gaps(`apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n  annotations:\n${many("    ")}\n`)).toEqual(
    ["1001 annotations, more than are looked at"],
  );
});

test("an alias to what encloses it ends", () => {
  expect(() =>
    fired(
      "apiVersion: v1\nkind: List\nitems: &i\n  - { apiVersion: v1, kind: List, items: *i }\n  - { apiVersion: v1, kind: Pod, spec: &s { containers: [*s] }, x: '{{' }\n",
    ),
  ).not.toThrow();
});

test("never throws, whatever shape the objects have", () => {
  const leaf = fc.constantFrom<unknown>(
    true,
    false,
    0,
    1,
    null,
    "",
    "/etc",
    "Unconfined",
    "ALL",
    "{{ x }}",
    [],
    {},
    "__proto__",
  );
  const key = fc.constantFrom(
    ..."spec template metadata name namespace labels annotations containers initContainers ephemeralContainers securityContext capabilities add drop volumes hostPath path ports hostPort env value image type selector rules http paths backend service jobTemplate items data sysctls seccompProfile windowsOptions os constructor".split(
      " ",
    ),
  );
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof(
      { maxDepth: 7 },
      leaf,
      fc.array(tie("tree"), { maxLength: 3 }),
      fc.dictionary(key, tie("tree"), { maxKeys: 8 }),
    ),
  }));
  const kind = fc.constantFrom<unknown>(
    "Pod",
    "Deployment",
    "CronJob",
    "Service",
    "Ingress",
    "ServiceAccount",
    "ConfigMap",
    "Namespace",
    "List",
    "constructor",
    3,
    null,
  );
  const apiVersion = fc.constantFrom("v1", "apps/v1", "batch/v1", "networking.k8s.io/v1");
  const object = fc.record({
    apiVersion,
    kind,
    spec: tree,
    metadata: tree,
    data: tree,
    items: fc.array(tree, { maxLength: 2 }),
  });
  fc.assert(
    fc.property(object, (value) => void fired(JSON.stringify(value), "x.json")),
    { numRuns: 200 },
  );
});

const namespace = (labels = "") => `apiVersion: v1\nkind: Namespace\nmetadata: { name: shop, labels: { ${labels} } }\n`;
const inShop = (text: string) => text.replace("metadata: { name: web }", "metadata: { name: web, namespace: shop }");
const NODE = inShop(pod({ spec: "hostPID: true" }));

test.each<[string, string, string[]]>([
  [
    "no level, where the strictest would do",
    [namespace(), inShop(pod())].join("---\n"),
    ["unguarded-namespace medium"],
  ],
  ["no level, where none would do", [namespace(), NODE].join("---\n"), ["unguarded-namespace low"]],
  ["its level", [namespace("pod-security.kubernetes.io/enforce: restricted"), inShop(pod())].join("---\n"), []],
  [
    "a level that it breaks",
    [namespace("pod-security.kubernetes.io/enforce: baseline"), NODE].join("---\n"),
    ["refused-pod medium"],
  ],
  ["a namespace that is elsewhere", NODE, []],
  ["a namespace with nothing in it", namespace(), []],
])("a namespace with %s", (_, text, expected) => {
  const found = fired(text).map((line) => line.replace(/ :.*/, ""));
  expect(found.filter((line) => /^(?:unguarded|refused)/.test(line))).toEqual(expected);
});

const policy = (spec: string, name = "p") =>
  `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: { name: ${name}, namespace: shop }\nspec: ${spec}\n`;

/** The rules of these names alone, with their severities. */
const firedOf = (names: string, text: string) =>
  fired(text)
    .map((line) => line.replace(/ :.*/, ""))
    .filter((line) => names.split(" ").includes(line.replace(/ .*/, "")));

test.each<[string, string[]]>([
  ["{ podSelector: {} }", []],
  ["{ podSelector: {}, policyTypes: [Ingress, Egress] }", []],
  ["{ podSelector: {}, ingress: [{}] }", ["open-network-policy medium"]],
  ["{ podSelector: { matchLabels: { app: web } }, ingress: [{}] }", ["open-network-policy low"]],
  ["{ podSelector: {}, ingress: [{ from: [{ podSelector: {} }] }] }", []],
  ["{ podSelector: {}, ingress: [{ from: [{ namespaceSelector: {} }] }] }", ["open-network-policy medium"]],
  ["{ podSelector: {}, ingress: [{ from: [{ namespaceSelector: {}, podSelector: { matchLabels: { a: b } } }] }] }", []],
  ["{ podSelector: {}, ingress: [{ ports: [{ port: 80 }] }] }", []],
  ["{ podSelector: {}, egress: [{ to: [{ ipBlock: { cidr: 0.0.0.0/0 } }] }] }", ["open-network-policy low"]],
  ["{ podSelector: {}, egress: [{ to: [{ ipBlock: { cidr: 0.0.0.0/0, except: [169.254.169.254/32] } }] }] }", []],
  ["{ podSelector: {}, policyTypes: [Ingress], egress: [{}] }", []],
])("a NetworkPolicy: %s", (spec, expected) => {
  expect(firedOf("open-network-policy", policy(spec))).toEqual(expected);
});

test.each<[string, string[]]>([
  ["egress: [{ to: [{ ipBlock: { cidr: 169.254.0.0/16 } }] }]", ["open-metadata medium"]],
  ["egress: [{ to: [{ ipBlock: { cidr: 0.0.0.0/0 } }], ports: [{ port: 80 }] }]", ["open-metadata medium"]],
  ["egress: [{ to: [{ ipBlock: { cidr: 0.0.0.0/0 } }], ports: [{ port: 1, endPort: 90 }] }]", ["open-metadata medium"]],
  ["egress: [{ ports: [{ port: 80, protocol: TCP }] }]", ["open-metadata medium"]],
  ["egress: [{ to: [{ ipBlock: { cidr: '::/0' } }], ports: [{ protocol: TCP }] }]", ["open-metadata medium"]],
  ["egress: [{ to: [{ ipBlock: { cidr: 0.0.0.0/0 } }], ports: [{ port: 443 }] }]", []],
  ["egress: [{ to: [{ ipBlock: { cidr: 0.0.0.0/0 } }], ports: [{ port: 80, protocol: UDP }] }]", []],
  ["egress: [{ to: [{ ipBlock: { cidr: 128.0.0.0/1, except: [169.254.169.254/32] } }] }]", []],
  ["egress: [{ to: [{ ipBlock: { cidr: 0.0.0.0/1 } }] }]", ["open-metadata medium"]], // Alibaba's
  ["egress: [{ to: [{ ipBlock: { cidr: 10.0.0.0/8 } }, { podSelector: {} }] }]", []],
  ["egress: [{ to: [{ ipBlock: { cidr: 0.0.0.0/999 } }, { ipBlock: 5 }], ports: [{ port: 80 }] }]", []],
  ["policyTypes: [Ingress], egress: [{ ports: [{ port: 80 }] }]", []],
])("a cloud's metadata address: %s", (spec, expected) => {
  expect(firedOf("open-metadata", policy(`{ podSelector: {}, ${spec} }`))).toEqual(expected);
});

test.each<[string, string[], string[]]>([
  ["none", [], ["open-namespace low"]],
  ["one for some pods", [policy("{ podSelector: { matchLabels: { app: web } } }")], ["open-namespace low"]],
  ["one that closes it", [policy("{ podSelector: {} }")], []],
  ["one that opens it", [policy("{ podSelector: {}, ingress: [{}] }")], ["open-namespace low"]],
  ["one for what goes out", [policy("{ podSelector: {}, policyTypes: [Egress] }")], ["open-namespace low"]],
])("a namespace with policies: %s", (_, policies, expected) => {
  expect(firedOf("open-namespace", [namespace(), inShop(pod()), ...policies].join("---\n"))).toEqual(expected);
});

test("an Ingress speaks TLS, by itself or by its load balancer", () => {
  const ingress = (more = "", annotations = "") =>
    `apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: { name: web, annotations: { ${annotations} } }\nspec: { ${more} }\n`;
  expect(firedOf("plain-ingress", ingress())).toEqual(["plain-ingress low"]);
  expect(firedOf("plain-ingress", ingress("tls: [{ hosts: [x.example.com], secretName: x }]"))).toEqual([]);
  expect(firedOf("plain-ingress", ingress("", "alb.ingress.kubernetes.io/certificate-arn: arn"))).toEqual([]);
});

test("a console is told where the outside can reach it", () => {
  const dashboard = pod()
    .replace(DIGEST, "kubernetesui/dashboard:v2.7.0")
    .replace("metadata: { name: web }", "metadata: { name: web, labels: { app: web } }");
  const service = (type: string) =>
    `apiVersion: v1\nkind: Service\nmetadata: { name: web }\nspec: { type: ${type}, selector: { app: web } }\n`;
  expect(firedOf("exposed-console", dashboard + "---\n" + service("NodePort"))).toEqual(["exposed-console high"]);
  expect(firedOf("exposed-console", dashboard + "---\n" + service("ClusterIP"))).toEqual([]);
});

const ADMISSION = "apiVersion: admissionregistration.k8s.io/v1\nkind: ";

test.each<[string, string, string[]]>([
  [
    "a webhook that may stay silent, and is elsewhere",
    `${ADMISSION}ValidatingWebhookConfiguration\nmetadata: { name: w }\nwebhooks:\n  - name: a.b.c\n    failurePolicy: Ignore\n    clientConfig: { url: 'https://hooks.example.com/x' }\n`,
    ["admission-asks-outside medium :6:5", "admission-passes-on-failure low :6:5"],
  ],
  [
    "a webhook of the cluster that must answer",
    `${ADMISSION}MutatingWebhookConfiguration\nmetadata: { name: w }\nwebhooks:\n  - { name: a.b.c, clientConfig: { service: { name: a } } }\n`,
    [],
  ],
  [
    "a policy without a binding",
    `${ADMISSION}ValidatingAdmissionPolicy\nmetadata: { name: owned }\nspec: {}\n`,
    ["policy-not-enforced low :1:1"],
  ],
  [
    "a policy whose bindings only tell",
    `${ADMISSION}ValidatingAdmissionPolicy\nmetadata: { name: owned }\n---\n${ADMISSION}ValidatingAdmissionPolicyBinding\nmetadata: { name: b }\nspec: { policyName: owned, validationActions: [Audit, Warn] }\n`,
    ["policy-not-enforced low :1:1"],
  ],
  [
    "a policy in force",
    `${ADMISSION}ValidatingAdmissionPolicy\nmetadata: { name: owned }\n---\n${ADMISSION}ValidatingAdmissionPolicyBinding\nmetadata: { name: b }\nspec: { policyName: owned, validationActions: [Deny] }\n`,
    [],
  ],
  [
    "two containers that share their processes",
    pod({ spec: "shareProcessNamespace: true" }).replace(
      "containers:",
      `containers:\n    - { name: log, image: "${DIGEST}", securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: [ALL] } } }`,
    ),
    [expect.stringContaining("shared-processes low")],
  ],
])("%s", (_, text, expected) => {
  expect(fired(text)).toEqual(expected);
});

test("advice is given to those who ask for it alone", () => {
  const text = pod({ container: "ports: [{ containerPort: 80 }]" });
  const rules = (advice: boolean) =>
    judge({ "app.yaml": text }, { advice }).map(({ rule }) => rule.replace("config/kubernetes/", ""));
  expect(rules(false)).toEqual([]);
  expect(rules(true)).toEqual(["writable-root", "no-memory-limit", "no-probe"]);
});

test("an account that is not there is known of a live cluster alone", () => {
  const api = "apiVersion: rbac.authorization.k8s.io/v1\nkind: ";
  const files = {
    "a.json": `${api}RoleBinding\nmetadata: { name: b, namespace: shop }\nroleRef: { kind: Role, name: r }\nsubjects: [{ kind: ServiceAccount, name: old }, { kind: ServiceAccount, name: ci }]\n`,
    "b.json": "apiVersion: v1\nkind: ServiceAccount\nmetadata: { name: ci, namespace: shop }\n",
    "c.json": `${api}Role\nmetadata: { name: r, namespace: shop }\nrules: []\n`,
  };
  const said = (kind: "directory" | "cluster") => judge(files, { kind }).map(({ title }) => title);
  expect(said("directory")).toEqual([]);
  expect(said("cluster")).toEqual(["RoleBinding/shop/b gives r to shop/old, which is not there"]);
});

test("what comes back by itself, or outlives itself on the nodes, is told of a live cluster alone", () => {
  const pod = (name: string, namespace: string, mirror: boolean) =>
    `apiVersion: v1\nkind: Pod\nmetadata:\n  name: ${name}\n  namespace: ${namespace}\n${
      mirror ? "  annotations: { kubernetes.io/config.mirror: 3f2a }\n" : ""
    }spec: { containers: [{ name: a, image: "a@sha256:${"0".repeat(64)}" }] }\n`;
  const set = (name: string, namespace: string, path: string, readOnly: boolean) =>
    `apiVersion: apps/v1\nkind: DaemonSet\nmetadata: { name: ${name}, namespace: ${namespace} }\nspec: { template: { spec: { volumes: [{ name: v, hostPath: { path: ${path} } }], containers: [{ name: a, volumeMounts: [{ name: v, mountPath: /v, readOnly: ${readOnly} }] }] } } }\n`;
  const files = {
    "a.json": pod("kube-apiserver-node-1", "kube-system", true),
    "b.json": pod("miner-node-1", "kube-system", true),
    "c.json": pod("web-node-1", "shop", true),
    "d.json": pod("etcd-node-1", "shop", true),
    "e.json": pod("web", "shop", false),
    "f.json": set("reads", "shop", "/etc", true),
    "g.json": set("own", "shop", "/data/cache", false),
    "h.json": set("writes", "shop", "/etc/cron.d", false),
    "i.json": set("network", "kube-system", "/etc/cni/net.d", false),
  };
  const said = (kind: "directory" | "cluster") =>
    judge(files, { kind }).flatMap(({ rule, severity, title }) =>
      rule === "config/kubernetes/lasting-workload" ? `${severity} ${title}` : [],
    );
  expect(said("directory")).toEqual([]);
  expect(said("cluster")).toEqual([
    "medium Pod/kube-system/miner-node-1 comes from a file on its node, and is no component that is known",
    "medium Pod/shop/web-node-1 comes from a file on its node",
    "medium Pod/shop/etcd-node-1 comes from a file on its node",
    "low DaemonSet/shop/writes is on every node and may write /etc/cron.d, which outlives it",
  ]);
});

test("what a live cluster runs is held against the days until which it is mended, and its kubelets against it", () => {
  const node = (name: string, kubeletVersion: string) =>
    `apiVersion: v1\nkind: Node\nmetadata: { name: ${name} }\nstatus: { nodeInfo: { kubeletVersion: ${kubeletVersion} } }\n`;
  const facts: Fact[] = [
    { kind: "cluster-version", at: { ref: "here" }, version: "v1.34.2" } as Fact,
    ...[node("old", "v1.30.1"), node("fits", "v1.33.0"), node("new", "v1.35.0")].flatMap((text) => read(text)),
  ];
  const book = { of: (kind: string) => facts.filter((fact) => fact.kind === kind) } as unknown as Look["facts"];
  const look = {
    facts: book,
    opened: { target: { kind: "cluster" } },
    configuration: DEFAULT_CONFIGURATION,
    now: new Date("2026-12-01"),
  };
  const outcome = manifests.analyze(look as unknown as Look);
  if (outcome instanceof Promise) throw new Error("the analyzer asks nobody");
  expect(outcome.findings.map(({ title }) => title)).toEqual([
    "the API server is v1.34.2, which got its last fixes by 2026-10-27",
    "the kubelet of old is v1.30.1, and the API server is v1.34.2",
    "the kubelet of new is v1.35.0, and the API server is v1.34.2",
  ]);
});

test.each([
  [
    "web/Dockerfile",
    "USER 10001",
    "info Deployment/web runs as user 10001 of web/Dockerfile, but does not forbid root",
  ],
  [
    "web/Dockerfile",
    "USER app",
    "low Deployment/web runs as app of web/Dockerfile, a name that the node cannot tell from root",
  ],
  ["web.Dockerfile", "USER root", "medium Deployment/web runs as root, for web.Dockerfile does"],
  ["Dockerfile.web", "", "medium Deployment/web runs as root, for Dockerfile.web does"],
  ["other/Dockerfile", "USER 1", "low Deployment/web runs as root if its image does"],
  ["Dockerfile", "USER 1", "low Deployment/web runs as root if its image does"],
])("an image that is built here by %s tells who a container runs as: %s", (path, user, expected) => {
  const dockerfile = openFile(path, `FROM debian:12\n${user}\n`);
  const facts = [
    ...dockerfileReader.read(dockerfile, READER_CONTEXT),
    ...read(
      `apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: web }\nspec: { template: { spec: { containers: [{ name: web, image: "registry.example.com/shop/web:1" }] } } }\n`,
    ),
  ];
  const book = { of: (kind: string) => facts.filter((fact) => fact.kind === kind) } as unknown as Look["facts"];
  const look = { facts: book, opened: { target: { kind: "directory" } }, configuration: DEFAULT_CONFIGURATION };
  const outcome = manifests.analyze(look as unknown as Look);
  if (outcome instanceof Promise) throw new Error("the analyzer asks nobody");
  const found = outcome.findings.find(({ rule }) => rule === "config/kubernetes/runs-as-root");
  expect(`${found?.severity} ${found?.title}`).toBe(expected);
});
