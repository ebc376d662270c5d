import { expect, test } from "vitest";
import { mendText } from "../testing/mend-text.ts";

const mend = (text: string, path = "k.yaml") => mendText("config/kubernetes/seccomp-missing", path, text);

const POD = "apiVersion: v1\nkind: Pod\nspec:\n  containers:\n";
const CONTEXT = "allowPrivilegeEscalation: false, seccompProfile: { type: RuntimeDefault }";
const BLOCK =
  "    securityContext:\n      allowPrivilegeEscalation: false\n      seccompProfile:\n        type: RuntimeDefault\n";

test.each([
  [
    `${POD}  - ▶name: web # the site\n    image: web:1 # pinned later\n    ports: []\n`,
    `${POD}  - name: web # the site\n    image: web:1 # pinned later\n${BLOCK}    ports: []\n`,
  ],
  [`${POD}  - ▶image: "web"\n    name: web`, `${POD}  - image: "web"\n${BLOCK}    name: web`],
  [
    `${POD}  - { ▶name: web, image: web }\n`.replace("{ ▶", "▶{ "),
    `${POD}  - { name: web, image: web, securityContext: { ${CONTEXT} } }\n`,
  ],
  [
    `${POD}  - ▶name: web\n    image: web\n    securityContext:\n      # why\n      runAsUser: 7\n`,
    `${POD}  - name: web\n    image: web\n    securityContext:\n      # why\n      allowPrivilegeEscalation: false\n      seccompProfile: { type: RuntimeDefault }\n      runAsUser: 7\n`,
  ],
  [
    `${POD}  - ▶name: web\n    image: web\n    securityContext: {}\n`,
    `${POD}  - name: web\n    image: web\n    securityContext: { ${CONTEXT} }\n`,
  ],
  [
    `${POD}  - ▶name: web\n    image: web\n    securityContext: { allowPrivilegeEscalation: false }\n`,
    `${POD}  - name: web\n    image: web\n    securityContext: { seccompProfile: { type: RuntimeDefault }, allowPrivilegeEscalation: false }\n`,
  ],
  [
    `${POD}  - ▶name: web\n    image: web\n    securityContext: { capabilities: { add: [SYS_ADMIN] } }\n`,
    `${POD}  - name: web\n    image: web\n    securityContext: { seccompProfile: { type: RuntimeDefault }, capabilities: { add: [SYS_ADMIN] } }\n`,
  ],
  [
    `${POD}  - ▶name: web\n    image: web\n  securityContext: { seccompProfile: { type: Localhost } }\n`,
    `${POD}  - name: web\n    image: web\n    securityContext:\n      allowPrivilegeEscalation: false\n  securityContext: { seccompProfile: { type: Localhost } }\n`,
  ],
])("%j becomes %j", async (before, after) => {
  expect(await mend(before)).toBe(after);
});

test("all containers of a file are mended at once, in every kind of pod, and the privileged are left", async () => {
  const before = `apiVersion: v1
kind: List
items:
  - apiVersion: batch/v1
    kind: CronJob
    spec:
      jobTemplate:
        spec:
          template:
            spec:
              initContainers:
                - image: one
              containers:
                - ▶image: two
                - image: three
                  securityContext: { privileged: true }
---
apiVersion: v1
kind: Pod
spec: { os: { name: windows }, containers: [{ image: four }] }
`;
  const after = await mend(before);
  expect(after.match(/RuntimeDefault/g)).toHaveLength(2);
  expect(after).toContain("- image: three\n                  securityContext: { privileged: true }\n");
});

test.each([
  [
    "apiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - &c\n    ▶image: web\n  initContainers:\n  - *c\n",
    "shared or written unusually",
  ],
  [`${POD}  - ▶image: web\n    securityContext:\n`, "written unusually"],
  [`${POD}  - image: web\n    securityContext:\n      ▶allowPrivilegeEscalation: true\n`, "in so many words"],
  [`${POD}  - ▶image: web\n    securityContext: { privileged: true }\n`, "cannot be kept from more"],
])("%j is left alone: %s", async (text, reason) => {
  expect(await mend(text)).toContain(reason);
});

test("JSON is left alone", async () => {
  expect(await mend('▶{"apiVersion": "v1"}', "k.json")).toContain("JSON is not written to");
});
