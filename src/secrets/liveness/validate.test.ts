import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createNetwork } from "../../connect/network.ts";
import { DEFAULT_CONFIGURATION } from "../../core/configuration.ts";
import type { JudgedFinding } from "../../core/finding.ts";
import { identityKeyOf } from "../../core/identity.ts";
import { judgeFacts } from "../../core/judge.ts";
import type { Opened } from "../../core/source.ts";
import { credentialsIn } from "../credentials-in.ts";
import type { CredentialFact } from "../facts.ts";
import { formatOf } from "../file-kinds.ts";
import { RULES } from "../rules.ts";
import { Maker } from "../samples.ts";
import { madeUpLike } from "./ask.ts";
import { validate } from "./validate.ts";

const make = new Maker("validate");
const live = make.withChecksum("ghp_");
const dead = make.withChecksum("ghp_");
const folder = mkdtempSync(join(tmpdir(), "waybill-validate-"));
const asked: (string | undefined)[] = [];
let answer: (request: IncomingMessage, response: ServerResponse) => void = () => {};
const server = createServer((request, response) => {
  asked.push(request.headers.authorization);
  answer(request, response);
});
let address = "";

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
  rmSync(folder, { recursive: true });
});

const byStatus = (statusOf: (token: string) => number) => {
  answer = (request, response) => {
    response.statusCode = statusOf(request.headers.authorization?.slice("Bearer ".length) ?? "");
    response.end(`{"login":"robot","echo":"${request.headers.authorization}"}`);
  };
};

async function look(text: string, validateAt: Record<string, string>, offline = false) {
  asked.length = 0;
  writeFileSync(join(folder, "a.env"), text);
  const configuration = {
    ...DEFAULT_CONFIGURATION,
    secrets: { ...DEFAULT_CONFIGURATION.secrets, validateAt },
  };
  const opened = { root: folder, identity: "test" } as Opened;
  const identityKey = identityKeyOf(configuration, "test");
  const searched = { bytes: Buffer.from(text), path: "a.env", format: formatOf("a.env") };
  const facts = credentialsIn(searched, { path: "a.env" }, { identityKey, explain: false }) as CredentialFact[];
  const { findings } = judgeFacts("secrets", RULES, facts);
  const network = createNetwork({ offline, hosts: [] });
  return await validate(findings, facts, { configuration, network, opened });
}

const said = ({ evidence }: JudgedFinding) => evidence.at(-1)?.text ?? "";

test("a provider takes one value and refuses another, and a made-up one before", async () => {
  byStatus((token) => (token === live ? 200 : 401));
  const { findings, examined } = await look(`A_TOKEN=${live}\nB_TOKEN=${dead}\n`, { github: address });
  expect(findings.map(said)).toEqual([
    expect.stringMatching(/^live: 127\.0\.0\.1:\d+ takes it, and refuses a made-up one$/),
    expect.stringMatching(/^dead: 127\.0\.0\.1:\d+ refuses it, as it does a made-up one$/),
  ]);
  expect(findings.map(({ confidence }) => confidence)).toEqual(["proven", "proven"]);
  expect(examined).toEqual({ live: 1, dead: 1, inconclusive: 0 });
  expect(asked).toHaveLength(3);
  expect(asked[0]).not.toContain(live);
});

test("who takes a made-up value is not told the true one", async () => {
  byStatus(() => 200);
  const { findings, examined } = await look(`A_TOKEN=${live}\n`, { github: address });
  expect(findings.map(said)[0]).toContain("it takes a made-up value, too");
  expect(examined).toEqual({ live: 0, dead: 0, inconclusive: 1 });
  expect(asked.some((sent) => sent?.includes(live))).toBe(false);
});

test.each([
  [429, "it answered with status 429"],
  [500, "it answered with status 500"],
])("status %i says nothing", async (status, reason) => {
  byStatus((token) => (token === live ? status : 401));
  expect((await look(`A_TOKEN=${live}\n`, { github: address })).findings.map(said)[0]).toContain(reason);
});

test("offline, or where nobody listens, the reason holds no value", async () => {
  for (const [at, offline] of [
    [address, true],
    ["http://127.0.0.1:9", false],
  ] as const) {
    const { findings } = await look(`A_TOKEN=${live}\n`, { github: at }, offline);
    expect(findings.map(said)[0]).toContain("it could not be asked (connect/");
    expect(JSON.stringify(findings)).not.toContain(live.slice(8));
  }
});

test("nobody is asked whom the configuration does not name, nor about what has changed since", async () => {
  byStatus(() => 200);
  expect((await look(`A_TOKEN=${live}\n`, { gitlab: address })).examined).toEqual({
    live: 0,
    dead: 0,
    inconclusive: 0,
  });
  expect(asked).toEqual([]);
});

test("an unknown provider is a mistake of the configuration", async () => {
  await expect(look("", { githug: address })).rejects.toMatchObject({ code: "config/unknown-provider" });
});

test("a made-up value has the form of the true one", () => {
  for (const value of [live, "sk-ant-api03-abcDEF123", "xoxb-123-456-abc", "glpat-abcdefghij0123456789"]) {
    const other = madeUpLike(value);
    expect(other).not.toBe(value);
    expect(other.replace(/[a-z]/g, "a").replace(/[A-Z]/g, "A").replace(/\d/g, "0")).toBe(
      value.replace(/[a-z]/g, "a").replace(/[A-Z]/g, "A").replace(/\d/g, "0"),
    );
    expect(other.slice(0, 3)).toBe(value.slice(0, 3));
  }
});
