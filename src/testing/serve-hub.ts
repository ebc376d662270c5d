import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";

const LAUNCHER = join(import.meta.dirname, "..", "..", "bin", "waybill.js");

/** A hub in a process of its own, as a person starts it. */
export interface ServedHub {
  readonly url: string;
  /** Makes the first administrator; undefined where there is one. */
  readonly token: string | undefined;
  readonly stderr: () => string;
  /** Posts JSON and answers what comes back. */
  post(path: string, body: unknown, key?: string): Promise<{ status: number; body: Record<string, string> }>;
  get(path: string, key: string): Promise<unknown>;
  /** Sends a signal and answers the exit status. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

/** Starts a hub with a database of its own below `data`, and waits for what it prints. */
export async function serveHub(home: string, data: string): Promise<ServedHub> {
  const child = spawn(process.execPath, [LAUNCHER, "serve", "--port", "0", "--data", data], {
    env: { PATH: process.env["PATH"], HOME: home, XDG_CACHE_HOME: join(home, "cache") },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let [stdout, stderr] = ["", ""];
  child.stderr.on("data", (text: Buffer) => (stderr += text));
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout.on("data", (text: Buffer) => {
      stdout += text;
      const url = /listens on (\S+)\n/.exec(stdout)?.[1];
      if (url !== undefined) setTimeout(() => resolve(url), 50); // the token comes right after it
    });
    child.once("close", () => reject(new Error(`the hub ended: ${stderr}`)));
  });
  return {
    url,
    token: /"token":"(\w[\w-]+)"/.exec(stdout)?.[1],
    stderr: () => stderr,
    async post(path, body, key) {
      const authorization = key === undefined ? {} : { authorization: `Bearer ${key}` };
      const headers = { "content-type": "application/json", ...authorization };
      const response = await fetch(url + path, { method: "POST", headers, body: JSON.stringify(body) });
      return { status: response.status, body: (await response.json()) as Record<string, string> };
    },
    async get(path, key) {
      const response = await fetch(url + path, { headers: { authorization: `Bearer ${key}` } });
      return await response.json();
    },
    async stop(signal = "SIGTERM") {
      const ended = endOf(child);
      child.kill(signal);
      return await ended;
    },
  };
}

async function endOf(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null) return child.exitCode;
  return await new Promise((resolve) => child.once("close", resolve));
}
