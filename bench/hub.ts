import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { loadavg } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { buildBundle } from "../scripts/build.ts";
import { pushOf } from "../src/hub/testing/reports.ts";
import { portfolioOf } from "./hub/portfolio.ts";
import { measureScale, type ScaleFigures } from "./hub/scale.ts";
import { scaleLines } from "./hub/scale-page.ts";

/** The published bundle, below the repository, where it finds the database's programs. */
const BUNDLE = join(import.meta.dirname, "dist");
const PORT = 18_470;
const URL_OF_HUB = `http://127.0.0.1:${PORT}`;

interface Figure {
  readonly what: string;
  readonly measured: string;
  readonly goal: string;
}

interface Sizes {
  readonly lineages: number;
  readonly components: number;
  readonly findings: number;
  readonly kills: number;
}

/** Starts a real hub on a database of its own, and measures it over HTTP from another process. */
export async function measureHub(scratch: string, smoke: boolean): Promise<void> {
  const folder = join(scratch, "hub");
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  chmodSync(folder, 0o711);
  const sizes: Sizes = smoke
    ? { lineages: 4, components: 50, findings: 50, kills: 1 }
    : { lineages: 200, components: 500, findings: 2_400, kills: 40 };
  await buildBundle(BUNDLE);
  const figures: Figure[] = [];
  const note = (what: string, measured: string, goal: string) => {
    figures.push({ what, measured, goal });
    process.stdout.write(`hub: ${what}: ${measured} (goal: ${goal})\n`);
  };
  const before = loadavg()[0] ?? 0;
  let hub = await serve(folder);
  note("first start to ready, database made", `${hub.seconds.toFixed(2)} s`, "3 s");
  const key = await administrator(hub.output);
  await stop(hub.child);
  hub = await serve(folder);
  note("later start to ready", `${hub.seconds.toFixed(2)} s`, "1 s");
  const spent = cpuOf(hub.child, folder);
  await bills(key, sizes, note, spent);
  await reports(key, sizes, note, spent);
  await questions(key, sizes, note);
  note("database on disk", `${diskOf(folder)} MB`, "5 GB at 100,000 images");
  await stop(hub.child);
  note(`${sizes.kills} kills under load`, await kills(folder, key, sizes.kills), "0 lost, 0 failed");
  const scale = await askPortfolio(join(scratch, "portfolio"), smoke ? 200 : 10_000);
  rmSync(BUNDLE, { recursive: true });
  if (!smoke) writePage("hub", [...smallLines(figures, sizes), "", ...scaleLines(scale)], [before, loadavg()[0] ?? 0]);
}

/** The same lists at full size. The portfolio is kept in `cache` for the next time: making it takes a quarter of an hour. */
export async function measureFullHub(cache: string): Promise<void> {
  const before = loadavg()[0] ?? 0;
  await buildBundle(BUNDLE);
  const scale = await askPortfolio(join(cache, "hub-100000"), 100_000);
  rmSync(BUNDLE, { recursive: true });
  const head = ["# The hub at full size", "", "`npm run bench -- hub --full` writes this page.", ""];
  writePage("hub-full", [...head, ...scaleLines(scale)], [before, loadavg()[0] ?? 0]);
}

async function askPortfolio(folder: string, images: number): Promise<ScaleFigures> {
  mkdirSync(folder, { recursive: true });
  chmodSync(folder, 0o711);
  const hub = await serve(folder);
  const kept = join(folder, "administrator");
  if (!existsSync(kept)) writeFileSync(kept, await administrator(hub.output), { mode: 0o600 });
  const admin = readFileSync(kept, "utf8");
  try {
    return await measureScale(folder, portfolioOf(images), {
      admin,
      ask: async (path, key) => await get(path, key),
      keyFor: async (role, team) => {
        const body = { name: `bench's ${role}`, role, team, days: 1 };
        const response = await fetch(`${URL_OF_HUB}/v1/keys`, {
          method: "POST",
          headers: { "content-type": "application/json", authorization: `Bearer ${admin}` },
          body: JSON.stringify(body),
        });
        return ((await response.json()) as { key: string }).key;
      },
    });
  } finally {
    await stop(hub.child);
  }
}

type Note = (what: string, measured: string, goal: string) => void;

/** Bills of images that share a base of half their components. */
async function bills(key: string, { lineages, components }: Sizes, note: Note, spent: Spent): Promise<void> {
  const base = layer("base", 0);
  const shared = Array.from({ length: components / 2 }, (_, n) => `${base}|base-${n}@1.0.0`);
  const own = (image: number) =>
    Array.from({ length: components / 2 }, (_, n) => `${layer("own", image)}|own-${image}-${n}@1.0.0`);
  const strange = (image: number) =>
    Array.from({ length: components }, (_, n) => `${layer("new", image)}|new-${image}-${n}@1.0.0`);
  const billOf = (kind: string, image: number, packages: string[]) => ({
    bill: pushOf({ ref: `registry.example.com/${kind}-${image}:1`, digest: layer(kind, image), packages }).bill,
  });
  const known = Array.from({ length: lineages }, (_, n) => billOf("known", n, [...shared, ...own(n % 10)]));
  const fresh = Array.from({ length: lineages / 4 }, (_, n) => billOf("fresh", n, strange(n)));
  for (const body of known.slice(0, 10)) await post("/v1/bills", key, body);
  const all = await throughput(fresh.map((body) => () => post("/v1/bills", key, body)));
  note(`bills of ${components} components, all layers new`, `${all.perSecond.toFixed(1)}/s`, "15/s");
  spent();
  const again = await throughput(known.slice(10).map((body) => () => post("/v1/bills", key, body)));
  note(`bills of ${components} components, layers known`, `${again.perSecond.toFixed(1)}/s`, "80/s");
  note("processor time of each of these bills", spent(known.length - 10), "");
}

async function reports(key: string, { findings }: Sizes, note: Note, spent: Spent): Promise<void> {
  const names = Array.from({ length: findings }, (_, n) => `p${n}@1.0.0`);
  const reportOf = (lineage: number, day: number, gone: number) => {
    const packages = names.slice(gone);
    const holes = packages.map((name, n) => `${name} CVE-2026-${1000 + n + gone}`);
    return pushOf({
      ref: `registry.example.com/found-${lineage}:1`,
      digest: layer("found", lineage * 100 + day),
      day,
      packages,
      findings: holes,
    });
  };
  const first = Array.from({ length: 10 }, (_, n) => reportOf(n, 1, 0));
  spent();
  const opened = await throughput(first.map((body) => () => post("/v1/reports", key, body)));
  note("findings taken in, all new", `${Math.round(opened.perSecond * findings)}/s`, "20,000/s");
  note(`processor time of each of these reports of ${findings}`, spent(first.length), "");
  const same = await throughput(first.map((body) => () => post("/v1/reports", key, body)));
  note("the identical file again", `${Math.round(same.perSecond * findings)} findings/s, 0 rows`, "0 rows");
  const later = await throughput(
    Array.from({ length: 10 }, (_, n) => () => post("/v1/reports", key, reportOf(n, 2, 0))),
    1,
  );
  note(`a new image of ${findings} findings, unchanged: p95`, ms(later.p95), "250 ms");
  const churn = await throughput(
    Array.from({ length: 10 }, (_, n) => () => post("/v1/reports", key, reportOf(n, 3, Math.ceil(findings / 20)))),
    1,
  );
  note(`a new image, a twentieth mended: p95`, ms(churn.p95), "250 ms");
}

async function questions(key: string, sizes: Sizes, note: Note): Promise<void> {
  const times = Math.min(200, sizes.lineages);
  const ask = async (path: string) =>
    await throughput(
      Array.from({ length: times }, () => () => get(path, key)),
      2,
    );
  for (const [what, path] of [
    ["findings, the most pressing", "/v1/findings"],
    ["lineages", "/v1/lineages"],
    ["affected components", "/v1/components/affected"],
  ] as const)
    note(`page of ${what}: p95`, ms((await ask(path)).p95), "100 ms");
  const decisions = Array.from({ length: times }, (_, n) => {
    const body = { environment: "prod", digest: layer("found", (n % 10) * 100 + 3) };
    return () => post("/v1/decisions", key, body);
  });
  note(`decision on an image of ${sizes.findings} findings: p95`, ms((await throughput(decisions, 2)).p95), "50 ms");
  const clean = Array.from({ length: times }, (_, n) => {
    const body = { environment: "prod", digest: layer("known", n) };
    return () => post("/v1/decisions", key, body);
  });
  note("decision on an image without any: p95", ms((await throughput(clean, 2)).p95), "50 ms");
}

/** Kills hub and database while deployments are recorded; each that was acknowledged must be there afterwards. */
async function kills(folder: string, key: string, times: number): Promise<string> {
  const acknowledged = new Set<string>();
  let [failed, asked] = [0, 0];
  for (let kill = 0; kill < times; kill++) {
    let hub: Served;
    try {
      hub = await serve(folder);
    } catch (error) {
      failed++;
      process.stderr.write(`${error instanceof Error ? error.message : "no start"}\n`);
      continue;
    }
    const postmaster = Number(readFileSync(join(folder, "hub", "cluster", "postmaster.pid"), "utf8").split("\n")[0]);
    const over = new AbortController();
    const writers = Array.from({ length: 4 }, async () => {
      while (!over.signal.aborted) {
        const digest = layer("killed", asked++);
        const body = { environment: "kill", digest, key: digest };
        if ((await post("/v1/deployments", key, body).catch(() => 0)) === 201) acknowledged.add(digest);
      }
    });
    await setTimeout(300 + (kill % 10) * 40);
    if (kill % 2 === 0) killAll(postmaster);
    process.kill(hub.child.pid ?? 0, "SIGKILL");
    over.abort();
    await Promise.all([...writers, ended(hub.child)]);
  }
  const hub = await serve(folder);
  const found = new Set<string>();
  for (let next: string | undefined = ""; next !== undefined; ) {
    const response = await fetch(`${URL_OF_HUB}/v1/deployments?environment=kill&limit=200${next && `&after=${next}`}`, {
      headers: { authorization: `Bearer ${key}` },
    });
    const page = (await response.json()) as { items: { digest: string }[]; next?: string };
    for (const { digest } of page.items) found.add(digest);
    next = page.next;
  }
  await stop(hub.child);
  const lost = [...acknowledged].filter((digest) => !found.has(digest)).length;
  return `${acknowledged.size} acknowledged, ${lost} lost, ${failed} failed recoveries`;
}

function killAll(postmaster: number): void {
  const children = readFileSync(`/proc/${postmaster}/task/${postmaster}/children`, "utf8")
    .trim()
    .split(" ")
    .map(Number);
  for (const pid of [postmaster, ...children]) {
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // gone already
    }
  }
}

interface Served {
  readonly child: ChildProcess;
  readonly seconds: number;
  readonly output: () => string;
}

async function serve(folder: string): Promise<Served> {
  const start = performance.now();
  const child = spawn(
    process.execPath,
    [join(BUNDLE, "main.js"), "serve", "--port", String(PORT), "--data", folder, "--quiet"],
    {
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (text: Buffer) => (output += text));
  for (;;) {
    const isReady = await fetch(`${URL_OF_HUB}/readyz`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isReady) return { child, seconds: (performance.now() - start) / 1000, output: () => output };
    if (child.exitCode !== null || performance.now() - start > 120_000)
      throw new Error(`the hub did not start: ${output}`);
    await setTimeout(10);
  }
}

async function administrator(output: () => string): Promise<string> {
  while (!output().includes("wbs_")) await setTimeout(10);
  const token = /wbs_[\w-]+/.exec(output())?.[0];
  const response = await fetch(`${URL_OF_HUB}/v1/setup`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ token, days: 30 }),
  });
  return ((await response.json()) as { key: string }).key;
}

async function stop(child: ChildProcess): Promise<void> {
  const done = ended(child);
  child.kill("SIGTERM");
  await done;
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  await new Promise((resolve) => child.once("close", resolve));
}

async function post(path: string, key: string, body: unknown): Promise<number> {
  const response = await fetch(URL_OF_HUB + path, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${key}` },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  if (response.status >= 400) throw new Error(`${path}: ${response.status} ${text.slice(0, 200)}`);
  return response.status;
}

async function get(path: string, key: string): Promise<Record<string, unknown>> {
  const response = await fetch(URL_OF_HUB + path, { headers: { authorization: `Bearer ${key}` } });
  const text = await response.text();
  if (!response.ok) throw new Error(`${path}: ${response.status} ${text.slice(0, 200)}`);
  return JSON.parse(text) as Record<string, unknown>;
}

/** Says how much processor time each of so many things took since it was asked last, and whose. */
type Spent = (things?: number) => string;

function cpuOf(hub: ChildProcess, folder: string): Spent {
  const read = () => {
    const postmaster = readFileSync(join(folder, "hub", "cluster", "postmaster.pid"), "utf8").split("\n")[0] ?? "";
    const children = readFileSync(`/proc/${postmaster}/task/${postmaster}/children`, "utf8").trim().split(" ");
    const { user, system } = process.cpuUsage();
    const of = (pids: readonly string[]) => pids.reduce((sum, pid) => sum + ticksOf(pid), 0) * 10;
    return {
      hub: of([String(hub.pid)]),
      PostgreSQL: of([postmaster, ...children]),
      "who asks": (user + system) / 1000,
    };
  };
  let before = read();
  return (things = 1) => {
    const now = read();
    const parts = Object.entries(now).map(
      ([who, spent]) => `${who} ${((spent - before[who as keyof typeof now]) / things).toFixed(0)} ms`,
    );
    before = now;
    return parts.join(", ");
  };
}

/** Hundredths of a second; 0 for a process that has ended. */
function ticksOf(pid: string): number {
  if (!existsSync(`/proc/${pid}/stat`)) return 0;
  const text = readFileSync(`/proc/${pid}/stat`, "utf8");
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  return Number(fields[11]) + Number(fields[12]);
}

/** Does all of it, so many at once. */
async function throughput(work: readonly (() => Promise<unknown>)[], atOnce = 2) {
  const took: number[] = [];
  const queue = work.values();
  const start = performance.now();
  const one = async () => {
    for (const step of queue) {
      const begun = performance.now();
      await step();
      took.push(performance.now() - begun);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, one));
  const seconds = (performance.now() - start) / 1000;
  took.sort((a, b) => a - b);
  return { perSecond: work.length / seconds, p95: took[Math.ceil(took.length * 0.95) - 1] ?? 0 };
}

function layer(kind: string, number: number): string {
  return `sha256:${Buffer.from(`${kind} ${number}`).toString("hex").padEnd(64, "0").slice(0, 64)}`;
}

function diskOf(folder: string): string {
  const cluster = join(folder, "hub", "cluster", "base");
  if (!existsSync(cluster)) return "0";
  return execFileSync("du", ["-sm", cluster], { encoding: "utf8" }).split("\t")[0] ?? "";
}

function ms(milliseconds: number): string {
  return `${milliseconds.toFixed(0)} ms`;
}

function smallLines(figures: readonly Figure[], { lineages, components }: Sizes): string[] {
  return [
    "# The hub",
    "",
    "A real hub with its embedded PostgreSQL (fsync on, checksums on), asked over HTTP on the loopback by another process on",
    `the same machine; ${lineages} lineages, bills of ${components} components. \`npm run bench -- hub\` writes this page.`,
    "",
    "| what | measured | goal |",
    "|---|---|---|",
    ...figures.map(({ what, measured, goal }) => `| ${what} | ${measured} | ${goal} |`),
  ];
}

function writePage(name: string, page: readonly string[], load: readonly [number, number]): void {
  const lines = [...page, "", `The machine's load was ${load[0].toFixed(1)} before and ${load[1].toFixed(1)} after.`];
  writeFileSync(join(import.meta.dirname, "results", `${name}.md`), `${lines.join("\n")}\n`);
}
