import { chmodSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../testing/temporary-folder.ts";
import { readChallenge } from "./challenge.ts";
import { dockerCredentials } from "./credentials.ts";

function find(configuration: unknown, helpers: Readonly<Record<string, string>> = {}) {
  const folder = temporaryFolder({ "config.json": JSON.stringify(configuration) });
  for (const [name, script] of Object.entries(helpers)) {
    folder.write({ [name]: `#!/bin/sh\n${script}\n` });
    chmodSync(join(folder.path, name), 0o755);
  }
  const environment = { DOCKER_CONFIG: folder.path, PATH: `${folder.path}:${process.env["PATH"]}` };
  const credentials = dockerCredentials(environment);
  return async (registry: string) => {
    try {
      return await credentials(registry);
    } finally {
      folder[Symbol.dispose]();
    }
  };
}

const pair = Buffer.from("ada:pass:word").toString("base64");
const ada = { kind: "password", user: "ada", password: "pass:word" };

test.each([
  ["ghcr.io", "ghcr.io"],
  ["https://ghcr.io", "ghcr.io"],
  ["https://index.docker.io/v1/", "docker.io"],
  ["localhost:5000", "localhost:5000"],
])("a login kept under %s serves %s", async (key, registry) => {
  expect(await find({ auths: { [key]: { auth: pair } } })(registry)).toEqual(ada);
});

test("a login serves no other host, nor one whose name only begins so", async () => {
  expect(await find({ auths: { "ghcr.io": { auth: pair } } })("ghcr.io.example.com")).toEqual({ kind: "none" });
});

test("an identity token is one to be exchanged", async () => {
  const auths = { "a.example": { auth: pair, identitytoken: "t" } };
  expect(await find({ auths })("a.example")).toEqual({ kind: "refresh", token: "t" });
});

test("no file: nobody is known; a broken file is told", async () => {
  using folder = temporaryFolder();
  expect(await dockerCredentials({ DOCKER_CONFIG: folder.path })("ghcr.io")).toEqual({ kind: "none" });
  folder.write({ "config.json": "{" });
  await expect(dockerCredentials({ DOCKER_CONFIG: folder.path })("ghcr.io")).rejects.toThrow("it is not JSON");
});

test("the helper for a registry is asked by name; it comes before the file", async () => {
  const script = `read server; echo "{\\"ServerURL\\":\\"x\\",\\"Username\\":\\"of\\",\\"Secret\\":\\"$server\\"}"`;
  const configuration = { credHelpers: { "a.example": "test" }, auths: { "a.example": { auth: pair } } };
  const found = find(configuration, { "docker-credential-test": script });
  expect(await found("a.example")).toEqual({ kind: "password", user: "of", password: "a.example" });
});

test("a helper that knows nothing, one that gives a token, one that is not here", async () => {
  const none = { "docker-credential-test": `echo "credentials not found in native keychain"; exit 1` };
  expect(await find({ credsStore: "test" }, none)("a.example")).toEqual({ kind: "none" });
  const token = { "docker-credential-test": `echo '{"Username":"<token>","Secret":"t"}'` };
  expect(await find({ credsStore: "test" }, token)("a.example")).toEqual({ kind: "refresh", token: "t" });
  await expect(find({ credHelpers: { "a.example": "gone" } })("a.example")).rejects.toMatchObject({
    code: "oci/credential-helper",
  });
  expect(await find({ credsStore: "gone" })("a.example")).toMatchObject({ kind: "none", because: expect.any(String) });
});

test("a helper's name that is a path is not run", async () => {
  await expect(find({ credHelpers: { a: "../evil" } })("a")).rejects.toThrow("not a plain word");
});

test("challenges as registries write them", () => {
  expect(readChallenge('Bearer realm="https://a/t",service="s, x",scope="r:p:pull"')).toEqual({
    scheme: "bearer",
    parameters: { realm: "https://a/t", service: "s, x", scope: "r:p:pull" },
  });
  expect(readChallenge('Basic realm="x", Bearer realm="https://a/t"')?.parameters["realm"]).toBe("https://a/t");
  expect(readChallenge("BASIC realm=x")).toEqual({ scheme: "basic", parameters: { realm: "x" } });
  expect(readChallenge("Negotiate")).toBeUndefined();
  expect(readChallenge(undefined)).toBeUndefined();
});
