import { execFile, execFileSync } from "node:child_process";
import { createSign, generateKeyPairSync } from "node:crypto";
import { chmodSync, readdirSync, readFileSync, statSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { Maker } from "../../src/secrets/samples.ts";
import { gitRepository } from "../../src/testing/git-repository.ts";
import { hasOpenBao, OPENBAO_FOLDER, type OpenBao, openBao } from "../../src/testing/openbao.ts";
import { type Ran, runWaybill } from "../../src/testing/run-waybill.ts";
import { temporaryFolder } from "../../src/testing/temporary-folder.ts";

const CI = ".github/workflows/release.yml";
const SCRIPT = "scripts/deploy.sh";

const tokenInScript = new Maker("deploy script").withChecksum("ghp_");
const tokenInWorkflow = new Maker("release workflow").withChecksum("ghp_");

const FILES = {
  [SCRIPT]: `#!/bin/sh\nset -eu\nexport DEPLOY_TOKEN='${tokenInScript}' # for the release\nprintf '%s' "$DEPLOY_TOKEN"\n`,
  [CI]: [
    "on: push",
    "permissions:",
    "  contents: read",
    "jobs:",
    "  release:",
    "    runs-on: ubuntu-24.04",
    "    steps:",
    "      # hand it out",
    "      - run: ./publish",
    "        env:",
    `          PUBLISH_TOKEN: ${tokenInWorkflow}`,
    "",
  ].join("\n"),
};

describe.skipIf(!hasOpenBao())("waybill vault, on a real git and a real OpenBao", () => {
  let server: OpenBao;
  beforeAll(async () => {
    server = await openBao();
  });
  afterAll(async () => await server[Symbol.asyncDispose]());

  function prepared(files: Record<string, string> = FILES) {
    const repository = gitRepository();
    repository.commit("first", files);
    chmodSync(join(repository.path, SCRIPT), 0o750);
    return repository;
  }

  /** Waybill in a process of its own, with what it wrote into its home held against the values, too. */
  async function waybill(words: readonly string[], token = server.rootToken): Promise<Ran> {
    using home = temporaryFolder();
    const environment = { BAO_ADDR: server.address, BAO_TOKEN: token };
    const ran = await runWaybill(home.path, ["vault", ...words], { environment });
    const kept = readdirSync(home.path, { recursive: true, encoding: "utf8" })
      .filter((name) => statSync(join(home.path, name)).isFile())
      .map((name) => readFileSync(join(home.path, name), "latin1"));
    for (const value of [tokenInScript, tokenInWorkflow, server.rootToken]) {
      expect([ran.stdout, ran.stderr, ...kept].join("\n")).not.toContain(value);
    }
    return ran;
  }

  test("found, stored, rewritten, read by its consumers; a second run changes nothing", async () => {
    using repository = prepared();
    const read = (path: string) => readFileSync(join(repository.path, path), "utf8");
    const words = [repository.path, "--role", "deploy"];

    const plan = await waybill(["plan", ...words]);
    expect(plan.status).toBe(1);
    expect(plan.stdout).toContain("-export DEPLOY_TOKEN='(secret)' # for the release");
    expect(repository.git("status", "--porcelain", "--untracked-files=no")).toBe(` M ${SCRIPT}`); // its mode alone
    expect(read(SCRIPT)).toBe(FILES[SCRIPT]);

    const applied = await waybill(["apply", ...words]);
    expect(applied.stdout).toContain("stored as version 1 and read back");
    expect(applied.stdout).toContain("sh -n, reads as expected, rest unchanged, finding gone, nothing new");
    expect(applied.stdout).toContain("Rotate each at");
    expect(applied.status).toBe(0);
    for (const path of [SCRIPT, CI]) {
      expect(read(path)).not.toContain(tokenInScript);
      expect(read(path)).not.toContain(tokenInWorkflow);
    }
    expect(statSync(join(repository.path, SCRIPT)).mode & 0o777).toBe(0o750);
    expect(read(SCRIPT)).toMatch(
      /^#!\/bin\/sh\nset -eu\nDEPLOY_TOKEN="\$\(bao kv get -mount=secret -field=value waybill\/[0-9a-f]{24}\)"; export DEPLOY_TOKEN # for the release\nprintf/,
    );

    expect(await runScript(join(repository.path, SCRIPT), server)).toBe(tokenInScript);
    const job = parse(read(CI)).jobs.release;
    expect(job.permissions).toEqual({ contents: "read", "id-token": "write" });
    expect(job.steps[1]).toEqual({
      run: "./publish",
      env: { PUBLISH_TOKEN: "${{ steps.waybill-vault.outputs.PUBLISH_TOKEN }}" },
    });
    expect(await runStep(job.steps[0], server)).toBe(`PUBLISH_TOKEN=${tokenInWorkflow}\n`);

    const [script, workflow] = [read(SCRIPT), read(CI)];
    const again = await waybill(["apply", ...words]);
    expect(again).toMatchObject({ status: 0, stdout: "No credential is found here.\n" });
    expect([read(SCRIPT), read(CI)]).toEqual([script, workflow]);
  });

  test("a copy with the same value is fine, another value is left and stops everything", async () => {
    using repository = prepared({ [SCRIPT]: FILES[SCRIPT] ?? "" });
    const plan = await waybill(["plan", repository.path, "--format", "json"]);
    const [id] = /waybill\/([0-9a-f]{24})/.exec(plan.stdout)?.slice(1) ?? [];
    await server.call("POST", `secret/data/waybill/${id}`, { data: { value: "somebody's" } });
    const stopped = await waybill(["apply", repository.path]);
    expect(stopped).toMatchObject({ status: 2, stderr: expect.stringContaining("another value") });
    expect(readFileSync(join(repository.path, SCRIPT), "utf8")).toBe(FILES[SCRIPT]);
    expect(await waybill(["status", repository.path])).toMatchObject({
      status: 0,
      stdout: expect.stringContaining(`waybill/${id}  stored  ${SCRIPT}:3`),
    });

    await server.call("DELETE", `secret/metadata/waybill/${id}`);
    await server.call("POST", `secret/data/waybill/${id}`, { data: { value: tokenInScript } });
    const applied = await waybill(["apply", repository.path]);
    expect(applied).toMatchObject({ status: 0, stdout: expect.stringContaining("was there already") });
  });

  test("a token without the right changes nothing", async () => {
    using repository = prepared({ [SCRIPT]: FILES[SCRIPT] ?? "" });
    const ran = await waybill(["apply", repository.path], "no-such-token");
    expect(ran).toMatchObject({ status: 2, stdout: "" });
    expect(readFileSync(join(repository.path, SCRIPT), "utf8")).toBe(FILES[SCRIPT]);
  });

  test("what cannot be rewritten is named and stays", async () => {
    const text = `curl -H "Authorization: token ${tokenInScript}" https://example.com\n`;
    using repository = prepared({ [SCRIPT]: text });
    const ran = await waybill(["apply", repository.path]);
    expect(ran).toMatchObject({ status: 1, stdout: expect.stringContaining("on a line of its own") });
    expect(readFileSync(join(repository.path, SCRIPT), "utf8")).toBe(text);
  });
});

/** A token that may read the credentials and is refused everywhere else. */
async function readOnlyToken(server: OpenBao): Promise<string> {
  await server.call("PUT", "sys/policies/acl/consumer", {
    policy: 'path "secret/data/waybill/*" { capabilities = ["read"] }',
  });
  const made = await server.call("POST", "auth/token/create", { policies: ["consumer"], no_default_policy: true });
  const token = (made as { auth: { client_token: string } }).auth.client_token;
  const elsewhere = await fetch(`${server.address}/v1/secret/data/other`, { headers: { "x-vault-token": token } });
  expect(elsewhere.status).toBe(403);
  return token;
}

async function runScript(script: string, server: OpenBao): Promise<string> {
  const token = await readOnlyToken(server);
  const env = {
    PATH: `${OPENBAO_FOLDER}:/usr/bin:/bin`,
    HOME: "/nonexistent",
    BAO_ADDR: server.address,
    BAO_TOKEN: token,
  };
  return execFileSync("sh", [script], { env, encoding: "utf8" });
}

/** Runs the step that Waybill wrote as a runner would: the forge vouches for the job, the vault trusts the forge. */
async function runStep(step: { run: string; env: Record<string, string> }, server: OpenBao): Promise<string> {
  const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  await server.call("POST", "sys/auth/jwt", { type: "jwt" });
  await server.call("POST", "auth/jwt/config", {
    jwt_validation_pubkeys: [publicKey.export({ type: "spki", format: "pem" })],
  });
  await server.call("POST", "auth/jwt/role/deploy", {
    role_type: "jwt",
    user_claim: "sub",
    bound_audiences: ["https://github.com/owner"],
    bound_claims: { repository: "owner/name" },
    token_policies: ["consumer"],
    token_ttl: "5m",
  });
  const forge = createServer((request, response) => {
    const isKnown = request.headers.authorization === "Bearer of-this-job";
    response.writeHead(isKnown ? 200 : 401).end(JSON.stringify({ value: webToken(privateKey) }));
  });
  await new Promise<void>((resolve) => forge.listen(0, "127.0.0.1", resolve));
  using folder = temporaryFolder({ output: "" });
  const output = join(folder.path, "output");
  const env = {
    PATH: "/usr/bin:/bin",
    ...step.env,
    GITHUB_OUTPUT: output,
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: "of-this-job",
    ACTIONS_ID_TOKEN_REQUEST_URL: `http://127.0.0.1:${(forge.address() as AddressInfo).port}/?api=1`,
  };
  try {
    const log = await promisedExec("bash", ["-c", step.run], env);
    expect(log.split("\n").filter((line) => line !== "" && !line.startsWith("::add-mask::"))).toEqual([]);
    return readFileSync(output, "utf8");
  } finally {
    forge.close();
  }
}

function webToken(key: Parameters<ReturnType<typeof createSign>["sign"]>[0]): string {
  const now = Math.floor(Date.now() / 1000);
  const claims = {
    sub: "repo:owner/name:ref:refs/heads/main",
    aud: "https://github.com/owner",
    repository: "owner/name",
  };
  const parts = [
    { alg: "RS256", typ: "JWT" },
    { ...claims, iat: now, nbf: now, exp: now + 300 },
  ];
  const signed = parts.map((part) => Buffer.from(JSON.stringify(part)).toString("base64url")).join(".");
  return `${signed}.${createSign("RSA-SHA256").update(signed).sign(key).toString("base64url")}`;
}

async function promisedExec(program: string, words: string[], env: NodeJS.ProcessEnv): Promise<string> {
  return await new Promise((resolve, reject) => {
    execFile(program, words, { env, encoding: "utf8" }, (fault, stdout, stderr) => {
      if (fault === null) resolve(stdout);
      else reject(new Error(`the step failed: ${stderr}`));
    });
  });
}
