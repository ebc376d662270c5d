import { type ChildProcess, spawn } from "node:child_process";
import { generateKeyPairSync, randomBytes } from "node:crypto";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { Agent, request } from "node:https";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { etcdProgram, kubernetesProgram } from "./kubernetes-programs.ts";

const [ETCD_PORT, ETCD_PEER_PORT, PORT] = [18_479, 18_480, 18_481];

export interface Answer {
  readonly status: number;
  /** The API server's object, as far as anybody here reads one. */
  readonly body: {
    readonly message?: string;
    readonly items?: readonly object[];
    readonly status?: { readonly allowed?: boolean };
  };
}

/** A real API server on the loopback, with nothing behind it but its store. */
export class Cluster implements AsyncDisposable {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 4, rejectUnauthorized: false });
  readonly #token: string;
  readonly #children: readonly ChildProcess[];

  private constructor(token: string, children: readonly ChildProcess[]) {
    this.#token = token;
    this.#children = children;
  }

  static async start(cache: string): Promise<Cluster> {
    const folder = join(cache, "oracle");
    const [server, store] = [kubernetesProgram(folder, "kube-apiserver"), etcdProgram(folder)];
    const data = join(folder, "data");
    rmSync(data, { recursive: true, force: true });
    mkdirSync(data, { recursive: true });
    const token = randomBytes(24).toString("hex");
    const key = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
    writeFileSync(join(data, "key.pem"), key.export({ type: "pkcs8", format: "pem" }), { mode: 0o600 });
    writeFileSync(join(data, "tokens.csv"), `${token},bench,bench,system:masters\n`, { mode: 0o600 });
    const [client, peer] = [ETCD_PORT, ETCD_PEER_PORT].map((port) => `http://127.0.0.1:${port}`);
    const start = (program: string, ...words: string[]) => spawn(program, words, { stdio: "ignore" });
    const children = [
      start(
        store,
        `--data-dir=${join(data, "etcd")}`,
        `--listen-client-urls=${client}`,
        `--advertise-client-urls=${client}`,
        `--listen-peer-urls=${peer}`,
        "--unsafe-no-fsync",
      ),
      start(
        server,
        `--etcd-servers=${client}`,
        `--token-auth-file=${join(data, "tokens.csv")}`,
        `--cert-dir=${data}`,
        `--service-account-key-file=${join(data, "key.pem")}`,
        `--service-account-signing-key-file=${join(data, "key.pem")}`,
        "--service-account-issuer=https://bench.example.com",
        "--service-cluster-ip-range=10.0.0.0/24",
        "--authorization-mode=RBAC",
        "--disable-admission-plugins=ServiceAccount",
        "--allow-privileged",
        "--bind-address=127.0.0.1",
        `--secure-port=${PORT}`,
      ),
    ];
    const cluster = new Cluster(token, children);
    for (let tries = 0; tries < 240; tries++) {
      await setTimeout(250);
      const { status } = await cluster.ask("GET", "/readyz").catch(() => ({ status: 0 }));
      if (status === 200) return cluster;
    }
    await cluster[Symbol.asyncDispose]();
    throw new Error("The API server was not ready within a minute");
  }

  ask(method: string, path: string, body?: object): Promise<Answer> {
    const headers = { authorization: `Bearer ${this.#token}`, "content-type": "application/json" };
    return new Promise((resolve, reject) => {
      const asked = request(
        { port: PORT, host: "127.0.0.1", agent: this.#agent, method, path, headers, timeout: 30_000 },
        (response) => {
          const parts: Buffer[] = [];
          response.on("data", (part: Buffer) => parts.push(part));
          response.on("error", reject);
          response.on("end", () => {
            const text = Buffer.concat(parts).toString();
            const body = text.startsWith("{") ? (JSON.parse(text) as Answer["body"]) : { message: text };
            resolve({ status: response.statusCode ?? 0, body });
          });
        },
      );
      asked.on("error", reject);
      asked.on("timeout", () => asked.destroy(new Error(`No answer to ${method} ${path}`)));
      asked.end(body === undefined ? undefined : JSON.stringify(body));
    });
  }

  /** Several at once, in order. */
  async askAll<T>(things: readonly T[], ask: (thing: T) => Promise<Answer>): Promise<Answer[]> {
    const answers: Answer[] = [];
    const queue = [...things.entries()];
    const work = async () => {
      for (let next = queue.shift(); next !== undefined; next = queue.shift()) answers[next[0]] = await ask(next[1]);
    };
    await Promise.all([work(), work(), work(), work()]);
    return answers;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#agent.destroy();
    const ended = this.#children.map((child) => new Promise((resolve) => child.once("exit", resolve)));
    for (const child of this.#children) child.kill("SIGKILL");
    await Promise.all(ended);
  }
}
