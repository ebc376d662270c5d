import type { Endpoints } from "./endpoints.ts";
import { type Commit, makeRepository } from "./git.ts";
import type { DemoImages } from "./images.ts";
import { SECRETS } from "./secrets.ts";

const MIRA = "Mira Holm <mira@example.com>";
const TOM = "Tom Reyes <tom@example.com>";
const INES = "Ines Okafor <ines@example.com>";

export type Places = Pick<Endpoints, "registry" | "mirror" | "prometheus">;

/** A small application with the mistakes that everybody makes, over six commits of three people. */
export function makeShop(folder: string, images: DemoImages, places: Places): void {
  makeRepository(folder, historyOf(images, places));
}

function historyOf(images: DemoImages, places: Places): Commit[] {
  return [
    {
      author: MIRA,
      day: "2025-11-03",
      message: "shop: take orders",
      files: {
        "package.json": PACKAGE,
        "package-lock.json": LOCK,
        "src/server.js": SERVER,
        Dockerfile: dockerfile(places.registry),
      },
    },
    {
      author: TOM,
      day: "2025-11-10",
      message: "ci: build what people propose",
      files: { ".github/workflows/pull-request.yml": WORKFLOW },
    },
    {
      author: TOM,
      day: "2025-11-17",
      message: "deploy: into the cluster",
      files: {
        "deploy/deploy.sh": DEPLOY,
        "deploy/shop.yaml": manifest(places.registry),
        "config/payment.env": `STRIPE_SECRET_KEY=${SECRETS.paymentKey}\n`,
      },
    },
    {
      author: INES,
      day: "2025-11-24",
      message: "config: the payment key does not belong here",
      files: { "config/payment.env": null },
    },
    {
      author: INES,
      day: "2025-12-01",
      message: "waybill: what should be",
      files: { "waybill.yaml": configuration(images, places) },
    },
    { author: MIRA, day: "2025-12-08", message: "readme: how to start", files: { "README.md": README } },
  ];
}

const README = "# shop\n\n`npm ci && node src/server.js`, then open port 8080.\n";

const SERVER = `import { createServer } from "node:http";

createServer((_, response) => response.end("orders, please\\n")).listen(8080);
`;

const DEPENDENCIES = { "event-stream": "3.3.6", lodash: "4.17.15", minimist: "1.2.0" };

const PACKAGE = `${JSON.stringify({ name: "shop", version: "1.0.0", type: "module", dependencies: DEPENDENCIES }, null, 2)}\n`;

const LOCK = `${JSON.stringify(
  {
    name: "shop",
    version: "1.0.0",
    lockfileVersion: 3,
    requires: true,
    packages: {
      "": { name: "shop", version: "1.0.0", dependencies: DEPENDENCIES },
      "node_modules/event-stream": {
        version: "3.3.6",
        license: "MIT",
        dependencies: { "flatmap-stream": "^0.1.0" },
      },
      "node_modules/flatmap-stream": { version: "0.1.1", license: "MIT" },
      "node_modules/lodash": { version: "4.17.15", license: "MIT" },
      "node_modules/minimist": { version: "1.2.0", license: "MIT" },
    },
  },
  null,
  2,
)}\n`;

function dockerfile(registry: string): string {
  return `FROM ${registry}/std/debian:12
WORKDIR /srv/shop
RUN curl -fsSL https://get.example.com/node.sh | sh
COPY package.json package-lock.json ./
RUN npm ci --omit=dev
COPY src src
EXPOSE 8080
CMD ["node", "src/server.js"]
`;
}

const WORKFLOW = `name: pull request
on: pull_request_target
permissions:
  contents: read

jobs:
  build:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@v4
        with:
          ref: \${{ github.event.pull_request.head.sha }}
      - uses: acme/setup-shop@v2
      - run: npm ci && npm test
      - name: Say what was built
        run: echo "built \${{ github.event.pull_request.title }}"
`;

const DEPLOY = `#!/bin/sh
set -eu
# fetches the manifest of the last release and applies it
export DEPLOY_TOKEN='${SECRETS.deployToken}'
git fetch --quiet "https://git.example.com/team/shop" main
kubectl apply -f deploy/shop.yaml
`;

function manifest(registry: string): string {
  return `apiVersion: v1
kind: ServiceAccount
metadata: { name: shop, namespace: shop }
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: { name: shop-works-now }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin }
subjects:
  - { kind: ServiceAccount, name: shop, namespace: shop }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: shop, namespace: shop }
spec:
  selector: { matchLabels: { app: shop } }
  template:
    metadata: { labels: { app: shop } }
    spec:
      serviceAccountName: shop
      containers:
        - name: shop
          image: ${registry}/team/shop:1.0
          securityContext:
            privileged: true
`;
}

function configuration({ base }: DemoImages, { registry, mirror, prometheus }: Places): string {
  const diffIds = base.layers.map(({ diffId }) => `        - ${diffId}\n`).join("");
  return `standard:
  registries:
    - ${registry}
  bases:
    - name: std/debian:12
      digests:
        - ${base.digest}
      diffIds:
${diffIds}  components:
    forbid:
      - pkg:npm/flatmap-stream
  image:
    nonRoot: true
    labels:
      - org.opencontainers.image.source

policy:
  failOn: medium

suppressions:
  - match: config/image/root-user
    reason: the server gives root away itself as soon as it has its port
    owner: ines
    until: 2035-12-31

endpoints:
  - name: mirror
    product: registry
    url: http://${mirror}
  - name: metrics
    product: prometheus
    url: http://${prometheus}
`;
}
