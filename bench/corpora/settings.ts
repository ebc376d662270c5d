import type { Draw } from "./draw.ts";

export function prose(draw: Draw): string {
  const parts = Array.from({ length: 4 + draw.number(12) }, () => {
    const sentences = Array.from({ length: 3 + draw.number(8) }, () => draw.sentence()).join(" ");
    return `## ${draw.word()} ${draw.word()}\n\n${sentences}\n\n\`\`\`sh\n${draw.word()} --${draw.word()} ${draw.number(90)}\n\`\`\``;
  });
  return [`# ${draw.word()}`, ...parts].join("\n\n");
}

export function configuration(draw: Draw): string {
  const entries = Array.from({ length: 20 + draw.number(120) }, (_, n) => {
    const value = {
      title: draw.sentence(),
      limit: draw.number(9000),
      enabled: draw.number(2) === 1,
      digest: draw.hex(40),
    };
    return [`${draw.word()}${n}`, value];
  });
  return JSON.stringify(Object.fromEntries(entries), null, 2);
}

export function table(draw: Draw): string {
  const rows = Array.from({ length: 200 + draw.number(1500) }, (_, n) => {
    return [n, draw.word(), draw.number(90_000), `${draw.word()}@example.com`, draw.hex(16)].join(",");
  });
  return ["id,name,weight,contact,mark", ...rows].join("\n");
}

export function dockerfile(draw: Draw): string {
  const port = 3000 + draw.number(900);
  return [
    `FROM node:${18 + draw.number(7)}${draw.of(["", "-alpine", "-bookworm-slim"])} AS build`,
    "WORKDIR /app",
    "COPY package.json package-lock.json ./",
    `RUN ${draw.of(["npm ci", "npm install", "curl -fsSL https://example.com/install.sh | sh"])}`,
    "COPY . .",
    "RUN npm run build",
    `FROM ${draw.of(["debian:bookworm-slim", "alpine:latest", "gcr.io/distroless/nodejs22-debian12"])}`,
    `RUN apt-get update && apt-get install -y ${draw.word()} ca-certificates`,
    "COPY --from=build /app/dist /app",
    ...(draw.number(3) === 0 ? ["USER 10001"] : []),
    `EXPOSE ${port}`,
    `CMD ["node", "/app/${draw.word()}.js", "--port", "${port}"]`,
    "",
  ].join("\n");
}

/** A workflow with two jobs; some of them with the mistakes that people make. */
export function workflow(draw: Draw): string {
  const uses = () =>
    draw.of([`actions/checkout@v4`, `actions/setup-node@${draw.hex(40)}`, `example/${draw.word()}@main`]);
  const job = (name: string) =>
    [
      `  ${name}:`,
      `    runs-on: ubuntu-latest`,
      `    steps:`,
      `      - uses: actions/checkout@v4`,
      `      - uses: ${uses()}`,
      `      - name: ${draw.word()} ${draw.word()}`,
      `        run: |`,
      `          echo "${draw.of(["${{ github.event.pull_request.title }}", "${{ github.sha }}", "ready"])}"`,
      `          npm run ${draw.word()}`,
    ].join("\n");
  return [
    `name: ${draw.word()}`,
    `on: ${draw.of(["push", "pull_request", "[push, pull_request_target]"])}`,
    ...(draw.number(2) === 0 ? ["permissions:\n  contents: read"] : []),
    "jobs:",
    job("build"),
    job("ship"),
    "",
  ].join("\n");
}

/** A Deployment with its Service and its settings; now and then a role in place of them. */
export function manifestFile(draw: Draw): string {
  const name = `${draw.word()}-${draw.word()}`;
  if (draw.number(6) === 0) return role(name, draw);
  const settings = Array.from({ length: 4 + draw.number(30) }, () => `  ${draw.name()}: "${draw.sentence()}"`);
  return [
    `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: ${name}\n  labels: {app: ${name}}`,
    `spec:\n  replicas: ${1 + draw.number(5)}\n  selector:\n    matchLabels: {app: ${name}}`,
    `  template:\n    metadata:\n      labels: {app: ${name}}\n    spec:\n      containers:`,
    `        - name: ${draw.word()}\n          image: registry.example.com/${name}:${draw.version()}`,
    `          ports: [{containerPort: ${1000 + draw.number(9000)}}]`,
    `          securityContext: {privileged: ${draw.number(8) === 0}, runAsNonRoot: ${draw.number(2) === 0}}`,
    `---\napiVersion: v1\nkind: Service\nmetadata:\n  name: ${name}\nspec:\n  selector: {app: ${name}}`,
    `  ports: [{port: 80, targetPort: 8080}]`,
    `---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\ndata:\n${settings.join("\n")}\n`,
  ].join("\n");
}

function role(name: string, draw: Draw): string {
  const verbs = draw.of(["[get, list]", "[get, list, watch, create]", '["*"]']);
  return [
    `apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata:\n  name: ${name}`,
    `rules:\n  - apiGroups: [""]\n    resources: [${draw.of(["pods", "secrets", "configmaps"])}]\n    verbs: ${verbs}`,
    `---\napiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRoleBinding\nmetadata:\n  name: ${name}`,
    `roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: ${name}}`,
    `subjects:\n  - {kind: ServiceAccount, name: ${draw.word()}, namespace: ${draw.word()}}\n`,
  ].join("\n");
}

/** Names of made-up packages, the same in the lock file and in the made-up advisories. */
export function packageName(n: number): string {
  return `@waybill-bench/part-${n}`;
}

export function lockFile(draw: Draw, packages: number): string {
  const entries = Array.from({ length: packages }, (_, n) => {
    const needs = Array.from({ length: draw.number(4) }, () => [
      packageName(draw.number(packages)),
      `^${draw.version()}`,
    ]);
    const entry = {
      version: draw.version(),
      resolved: `https://registry.npmjs.org/${packageName(n)}/-/part-${n}.tgz`,
      integrity: `sha512-${Buffer.from(draw.hex(128), "hex").toString("base64")}`,
      license: draw.of(["MIT", "ISC", "Apache-2.0", "BSD-3-Clause"]),
      ...(needs.length > 0 && { dependencies: Object.fromEntries(needs) }),
    };
    return [`node_modules/${packageName(n)}`, entry];
  });
  const direct = Object.fromEntries(Array.from({ length: 40 }, (_, n) => [packageName(n), "*"]));
  const root = { name: "yard", version: "1.0.0", dependencies: direct };
  return JSON.stringify(
    { name: "yard", version: "1.0.0", lockfileVersion: 3, packages: { "": root, ...Object.fromEntries(entries) } },
    null,
    2,
  );
}

export function requirements(draw: Draw): string {
  return Array.from({ length: 40 }, (_, n) => `waybill-bench-part-${n}==${draw.version()}`).join("\n");
}
