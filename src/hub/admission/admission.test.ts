import { afterAll, beforeAll, expect, test } from "vitest";
import { pushOf } from "../testing/reports.ts";
import { type TestHub, testHub } from "../testing/test-hub.ts";
import { imagesOf } from "./images-of.ts";

const CLEAN = `sha256:${"1".repeat(64)}`;
const HOLED = `sha256:${"2".repeat(64)}`;
const APP = "registry.example.com/team/app";

let hub: TestHub;
let gate = "";

beforeAll(async () => {
  hub = await testHub();
  hub.setNow(new Date("2026-11-03T00:00:00Z"));
  const key = await hub.key("scanner");
  gate = await hub.key("gate");
  const packages = ["lodash@4.17.20"];
  const bodies = [
    pushOf({ ref: `${APP}:1`, digest: CLEAN }),
    pushOf({ ref: "registry.example.com/team/other:1", digest: HOLED, packages, findings: ["lodash@4.17.20 CVE-1"] }),
  ];
  for (const body of bodies) await hub.ask("POST", "/v1/reports", { key, body });
});
afterAll(() => hub[Symbol.asyncDispose]());

/** As the API server sends it, cut down to what it is about. */
function review(kind: string, object: unknown, more: object = {}) {
  const request = {
    uid: "705ab4f5-6393-11e8-b7cc-42010a800002",
    kind: { group: "", version: "v1", kind },
    resource: { group: "", version: "v1", resource: "pods" },
    namespace: "shop",
    operation: "CREATE",
    userInfo: { username: "system:serviceaccount:kube-system:replicaset-controller", groups: ["system:authenticated"] },
    object,
    oldObject: null,
    dryRun: false,
    options: { kind: "CreateOptions", apiVersion: "meta.k8s.io/v1" },
    ...more,
  };
  return { kind: "AdmissionReview", apiVersion: "admission.k8s.io/v1", request };
}

const pod = (...images: string[]) => ({
  apiVersion: "v1",
  kind: "Pod",
  spec: { containers: images.map((image, n) => ({ name: `c${n}`, image })) },
});

const ask = async (body: object, key = gate) => await hub.ask("POST", "/v1/admission/prod", { key, body });

test.each([
  ["a clean image by digest", pod(`${APP}@${CLEAN}`), undefined],
  ["with its tag beside", pod(`${APP}:1@${CLEAN}`), undefined],
  ["by tag alone", pod(`${APP}:1`), /not named by digest/],
  ["no image at all", { spec: { containers: [{ name: "c" }] } }, /without an image/],
  ["one with a hole", pod(`${APP}@${HOLED}`), /CVE-1/],
  ["one of two with a hole", pod(`${APP}@${CLEAN}`, `${APP}@${HOLED}`), /CVE-1/],
  ["one that nobody looked at", pod(`${APP}@sha256:${"9".repeat(64)}`), /nobody has looked/],
  ["an init container", { spec: { containers: [], initContainers: [{ image: "busybox" }] } }, /busybox is not named/],
  ["an ephemeral container", { spec: { containers: [], ephemeralContainers: [{ image: "debug:1" }] } }, /debug:1/],
  ["a broken object", { spec: { containers: "all" } }, /cannot tell/],
])("%s", async (_, object, refusal) => {
  const { status, body } = await ask(review("Pod", object));
  expect(status).toBe(200);
  expect(body).toMatchObject({ kind: "AdmissionReview", response: { uid: "705ab4f5-6393-11e8-b7cc-42010a800002" } });
  expect(body.response.allowed).toBe(refusal === undefined);
  if (refusal !== undefined)
    expect(body.response.status).toEqual({ code: 403, message: expect.stringMatching(refusal) });
});

test("deletion passes; a dry run leaves no trace; without a key nobody is answered", async () => {
  expect((await ask(review("Pod", null, { operation: "DELETE" }))).body.response.allowed).toBe(true);
  const count = async () => (await hub.database.selectFrom("decision").select("id").execute()).length;
  const before = await count();
  expect((await ask(review("Pod", pod(`${APP}@${HOLED}`), { dryRun: true }))).body.response.allowed).toBe(false);
  expect(await count()).toBe(before);
  await ask(review("Pod", pod(`${APP}@${HOLED}`)));
  expect(await count()).toBe(before + 1);
  expect(await ask(review("Pod", pod(APP)), "wbk_nobodys")).toMatchObject({ status: 401 });
  expect(await ask({ ...review("Pod", pod(APP)), apiVersion: "admission.k8s.io/v1beta1" })).toMatchObject({
    status: 400,
  });
});

test.each([
  ["Deployment", { spec: { template: { spec: { containers: [{ image: "a" }] } } } }, ["a"]],
  [
    "CronJob",
    { spec: { jobTemplate: { spec: { template: { spec: { containers: [{ image: "a" }, { image: "a" }] } } } } } },
    ["a"],
  ],
  ["Pod", { spec: {} }, []],
  ["ConfigMap", { data: {} }, undefined],
  ["constructor", {}, undefined],
  ["Deployment", null, undefined],
])("the images of a %s %j: %j", (kind, object, images) => {
  expect(imagesOf(kind, object)).toEqual(images);
});
