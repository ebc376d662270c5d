import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../testing/temporary-folder.ts";
import { identityToken } from "./identity-token.ts";

const online = { offline: false };

test("GitHub is asked with the job's own bearer and for this audience", async () => {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.url} ${request.headers.authorization}`);
    response.end(JSON.stringify({ value: "a.b.c" }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/token?api-version=2.0`;
  const environment = { ACTIONS_ID_TOKEN_REQUEST_URL: url, ACTIONS_ID_TOKEN_REQUEST_TOKEN: "t" };
  expect(await identityToken("https://hub.example.com", environment, online)).toBe("a.b.c");
  expect(asked).toEqual(["/token?api-version=2.0&audience=https%3A%2F%2Fhub.example.com Bearer t"]);
  await expect(identityToken("x", environment, { offline: true })).rejects.toMatchObject({ code: "connect/offline" });
  await new Promise((resolve) => server.close(resolve));
});

test("elsewhere it stands in a variable or a file, or there is none", async () => {
  using folder = temporaryFolder({ token: "x.y.z\n" });
  expect(await identityToken("x", { WAYBILL_ID_TOKEN: "a.b.c" }, online)).toBe("a.b.c");
  expect(await identityToken("x", { WAYBILL_ID_TOKEN_FILE: join(folder.path, "token") }, online)).toBe("x.y.z");
  await expect(identityToken("x", { WAYBILL_ID_TOKEN_FILE: "/nowhere" }, online)).rejects.toMatchObject({
    code: "call/no-identity",
  });
  await expect(identityToken("x", {}, online)).rejects.toMatchObject({ code: "call/no-identity" });
});
