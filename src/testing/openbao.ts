import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { homedir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { temporaryFolder } from "./temporary-folder.ts";

const CACHE = process.env["XDG_CACHE_HOME"] || join(homedir(), ".cache");

/** Where `scripts/test-setup.sh` puts it. */
export const OPENBAO_FOLDER = join(CACHE, "waybill-tests", "openbao-2.7.2");

const PROGRAM = join(OPENBAO_FOLDER, "bao");

/** Whether OpenBao is here. On the machine that decides (CI) its absence is a failure, not a reason to skip. */
export function hasOpenBao(): boolean {
  if (existsSync(PROGRAM)) return true;
  if (process.env["CI"] === "true") throw new Error(`${PROGRAM} is missing: run scripts/test-setup.sh`);
  console.warn(`skipped: ${PROGRAM} is missing; scripts/test-setup.sh brings it`);
  return false;
}

/** A real OpenBao on this machine, unsealed, with KV version 2 at `secret`, holding everything in memory. */
export interface OpenBao extends AsyncDisposable {
  readonly address: string;
  readonly rootToken: string;
  /** Calls the server as root: for what a test prepares or checks. Throws on any answer that is no success. */
  call(method: "GET" | "POST" | "PUT" | "DELETE", path: string, body?: unknown): Promise<unknown>;
}

/** Starts a server of its own on a free port of the loopback. */
export async function openBao(): Promise<OpenBao> {
  const folder = temporaryFolder();
  const port = await freePort();
  const address = `http://127.0.0.1:${port}`;
  const rootToken = randomBytes(18).toString("hex");
  const words = [
    "server",
    "-dev",
    "-dev-no-store-token",
    `-dev-listen-address=127.0.0.1:${port}`,
    `-dev-root-token-id=${rootToken}`,
  ];
  const child = spawn(PROGRAM, words, { stdio: "ignore", cwd: folder.path, env: { HOME: folder.path } });
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  const stop = async () => {
    child.kill();
    await ended;
    folder[Symbol.dispose]();
  };
  const call: OpenBao["call"] = async (method, path, body) => {
    const response = await fetch(`${address}/v1/${path}`, {
      method,
      headers: { "x-vault-token": rootToken },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return text === "" ? undefined : JSON.parse(text);
  };
  if (!(await answers(() => call("GET", "sys/internal/ui/mounts/secret")))) {
    await stop();
    throw new Error("OpenBao did not start");
  }
  return { address, rootToken, call, [Symbol.asyncDispose]: stop };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function answers(ask: () => Promise<unknown>): Promise<boolean> {
  for (let attempt = 0; attempt < 150; attempt++) {
    const isUp = await ask().then(
      () => true,
      () => false,
    );
    if (isUp) return true;
    await setTimeout(100);
  }
  return false;
}
