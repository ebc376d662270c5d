import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { request } from "node:https";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import type { Server } from "node:tls";
import { afterAll, beforeAll, expect, test } from "vitest";
import { temporaryFolder } from "../../testing/temporary-folder.ts";
import { ROUTES } from "../routes.ts";
import { type TestHub, testHub } from "../testing/test-hub.ts";
import { createServer } from "./server.ts";
import { followTls, readTls, type TlsFiles } from "./tls.ts";

const folder = temporaryFolder();
const files: TlsFiles = { certificate: join(folder.path, "hub.crt"), key: join(folder.path, "hub.key") };
let hub: TestHub;

/** A certificate that signs itself, for the name given. */
function issue(name: string): void {
  const words = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"];
  const out = ["-subj", `/CN=${name}`, "-keyout", files.key, "-out", files.certificate];
  execFileSync("openssl", [...words, ...out], { stdio: "ignore" });
}

beforeAll(async () => {
  issue("first");
  hub = await testHub();
});
afterAll(async () => {
  await hub[Symbol.asyncDispose]();
  folder[Symbol.dispose]();
});

function ask(port: number): Promise<{ status: number | undefined; name: string }> {
  return new Promise((resolve, reject) => {
    const options = { port, host: "127.0.0.1", path: "/healthz", rejectUnauthorized: false, agent: false };
    const call = request(options, (response) => {
      const { subject } = (
        response.socket as unknown as { getPeerCertificate(): { subject: { CN: string } } }
      ).getPeerCertificate();
      response.resume();
      resolve({ status: response.statusCode, name: subject.CN });
    });
    call.on("error", reject);
    call.end();
  });
}

test("speaks TLS, and takes up a renewed certificate without a restart; a broken one is left aside", async () => {
  const said: string[] = [];
  const server = createServer(hub.hub, ROUTES, { tls: readTls(files) });
  await server.listen({ host: "127.0.0.1", port: 0 });
  const { port } = server.server.address() as AddressInfo;
  const unfollow = followTls(server.server as unknown as Server, files, (line) => said.push(line), 20);
  expect(await ask(port)).toEqual({ status: 200, name: "first" });
  writeFileSync(files.certificate, "broken");
  while (!said.some((line) => line.includes("not renewed"))) await setTimeout(10);
  expect((await ask(port)).name).toBe("first");
  issue("second");
  while (!said.some((line) => line.includes("in use"))) await setTimeout(10);
  expect((await ask(port)).name).toBe("second");
  unfollow();
  await server.close();
});

test("a key that is not the certificate's is told at the start", () => {
  const { certificate } = files;
  writeFileSync(join(folder.path, "other.key"), "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
  expect(() => readTls({ certificate, key: join(folder.path, "other.key") })).toThrow(/no certificate with its key/);
});
