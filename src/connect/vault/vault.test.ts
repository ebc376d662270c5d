import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hasOpenBao, type OpenBao, openBao } from "../../testing/openbao.ts";
import { temporaryFolder } from "../../testing/temporary-folder.ts";
import { createNetwork } from "../network.ts";
import { createVault, readVaultSession } from "./index.ts";

const network = createNetwork({ offline: false, hosts: [] });

describe.skipIf(!hasOpenBao())("a real OpenBao", () => {
  let server: OpenBao;
  beforeAll(async () => void (server = await openBao()));
  afterAll(async () => await server[Symbol.asyncDispose]());
  const vault = (token = server.rootToken, namespace?: string) =>
    createVault({ address: server.address, token, namespace, network });

  test("tells its health and what is mounted", async () => {
    expect(await vault().health()).toMatchObject({ initialized: true, sealed: false, version: "2.7.2" });
    expect(await vault().mount("secret")).toEqual({ type: "kv", version: "2" });
    expect(await vault().mount("nothing")).toBeUndefined();
  });

  test("writes once, reads back, and does not write over another version", async () => {
    const value = `v-${Math.random()}`;
    expect(await vault().readSecret("secret", "waybill/a b")).toBeUndefined();
    expect(await vault().writeSecret("secret", "waybill/a b", { value }, 0)).toBe(1);
    expect(await vault().writeSecret("secret", "waybill/a b", { value: "other" }, 0)).toBe("other version");
    expect(await vault().readSecret("secret", "waybill/a b")).toEqual({ data: { value }, version: 1 });
  });

  test("a token with too few rights is refused, and no value is in the error", async () => {
    const value = `v-${Math.random()}`;
    const attempt = vault("no-such-token").writeSecret("secret", "waybill/x", { value }, 0);
    await expect(attempt).rejects.toMatchObject({ code: "vault/denied" });
    await attempt.catch((fault: unknown) => expect(JSON.stringify(fault) + String(fault)).not.toContain(value));
  });

  test("a namespace reaches its own store and no other", async () => {
    await server.call("POST", "sys/namespaces/team");
    const response = vault(server.rootToken, "team");
    expect(await response.mount("secret")).toBeUndefined();
  });

  test("names lead nowhere else", async () => {
    await expect(vault().readSecret("secret", "../../sys/health")).rejects.toMatchObject({ code: "vault/bad-path" });
  });
});

test.each([
  ["http://vault.example:8200", "vault/plain-http"],
  ["https://user:word@vault.example", "vault/bad-address"],
  ["vault.example", "vault/bad-address"],
])("%s is refused: %s", (address, code) => {
  expect(() => createVault({ address, token: "t", network })).toThrow(expect.objectContaining({ code }));
});

test.each([
  [503, "connect/vault-sealed"],
  [307, "connect/vault-elsewhere"],
  [500, "connect/vault-refused"],
  [200, "connect/no-vault"],
])("status %i is %s", async (status, code) => {
  const server = createServer((_, response) => response.writeHead(status, { location: "http://x/" }).end("<html>"));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const attempt = createVault({ address, token: "t", network }).readSecret("secret", "a");
  await expect(attempt).rejects.toMatchObject({ code });
  await new Promise((resolve) => server.close(resolve));
});

test("offline nothing is asked", async () => {
  const offline = createNetwork({ offline: true, hosts: [] });
  const vault = createVault({ address: "https://vault.example", token: "t", network: offline });
  await expect(vault.health()).rejects.toMatchObject({ code: "connect/offline" });
});

test("address, token and namespace are read as `bao` and `vault` do", () => {
  using folder = temporaryFolder({ ".vault-token": "from-file\n", empty: "\n" });
  const home = { HOME: folder.path };
  const both = { ...home, BAO_ADDR: "https://b", VAULT_ADDR: "https://v", VAULT_TOKEN: "t", VAULT_NAMESPACE: "n" };
  expect(readVaultSession({}, both)).toEqual({ address: "https://b", token: "t", namespace: "n" });
  expect(readVaultSession({ address: "https://c" }, home)).toEqual({ address: "https://c", token: "from-file" });
  const empty = { address: "https://c", tokenFile: `${folder.path}/empty` };
  expect(() => readVaultSession(empty, both)).toThrow(expect.objectContaining({ code: "vault/no-token" }));
  expect(() => readVaultSession({}, home)).toThrow(expect.objectContaining({ code: "vault/no-address" }));
});
