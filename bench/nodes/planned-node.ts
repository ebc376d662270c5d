import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { chmodSync, chownSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { request } from "node:https";
import { dirname, join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { etcdProgram, kubernetesProgram } from "../cluster/kubernetes-programs.ts";
import type { NodePlan, PlannedFile } from "./node-plans.ts";

const OWNERS: Readonly<Record<NonNullable<PlannedFile["owner"]>, number>> = { root: 0, etcd: 54_321, nobody: 65_534 };

/**
 * Lays out a planned node over this machine's own folders, and starts its programs. Only to be called in mount, process and
 * network namespaces of its own: nothing of it is seen outside, and all ends with them.
 */
export async function startNode(plan: NodePlan, cache: string, scratch: string): Promise<void> {
  for (const folder of ["/etc", "/var/lib", "/opt"]) overlay(folder, scratch);
  for (const folder of ["/mnt", "/run", "/usr/libexec", "/var/log"])
    execFileSync("mount", ["-t", "tmpfs", "tmpfs", folder]);
  shieldKernel();
  const runtime = [join(import.meta.dirname, "container-runtime.ts"), "/run/containerd/containerd.sock"];
  spawn(process.execPath, runtime, { stdio: ["ignore", "ignore", "inherit"] });
  startRegistry(plan);
  execFileSync("ip", ["link", "set", "lo", "up"]);
  const passwd = readFileSync("/etc/passwd", "utf8");
  writeFileSync("/etc/passwd", `${passwd}etcd:x:${OWNERS.etcd}:${OWNERS.etcd}::/:/bin/false\n`);
  writeFileSync("/etc/group", `${readFileSync("/etc/group", "utf8")}etcd:x:${OWNERS.etcd}:\n`);
  writeFileSync("/etc/hosts", "127.0.0.1 localhost bench\n");
  for (const [path, file] of Object.entries(plan.files)) put(path, file);
  makeCertificates("/etc/kubernetes/pki");
  for (const [path, { mode, owner = "root" }] of Object.entries(plan.files)) {
    chmodSync(path, mode);
    const group = owner === "nobody" ? 65_534 : OWNERS[owner];
    chownSync(path, OWNERS[owner], group);
  }
  for (const { program, words, environment = {} } of plan.programs) {
    const oracle = join(cache, "oracle");
    const file = program === "etcd" ? etcdProgram(oracle) : kubernetesProgram(oracle, program);
    const child = spawn(file, words, {
      argv0: `/usr/local/bin/${program}`,
      env: { PATH: "/usr/bin", ...environment },
      stdio: ["ignore", "ignore", "pipe"],
    });
    const last = lastLines(child);
    if (program === "kube-apiserver") await untilReady(child, last);
    else await settle(child, program, last);
  }
}

/**
 * A kubelet sets what it wants of the kernel, for the whole machine and not for its namespaces: it is given files of its own
 * to write to.
 */
function shieldKernel(): void {
  const kernel =
    "osrelease random/boot_id panic panic_on_oops keys/root_maxkeys keys/root_maxbytes cap_last_cap pid_max";
  const files = [...kernel.split(" ").map((name) => `kernel/${name}`), "vm/overcommit_memory", "vm/panic_on_oom"];
  const values = files.map((file) => [`/proc/sys/${file}`, readFileSync(`/proc/sys/${file}`)] as const);
  for (const folder of ["/proc/sys/vm", "/proc/sys/kernel"]) execFileSync("mount", ["-t", "tmpfs", "tmpfs", folder]);
  for (const [file, value] of values) {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, value);
  }
}

function startRegistry({ registry }: NodePlan): void {
  const auth = registry === "open" ? "" : "auth: { htpasswd: { realm: bench, path: /mnt/htpasswd } }\n";
  const store = "storage: { filesystem: { rootdirectory: /mnt/registry } }\n";
  writeFileSync(
    "/mnt/registry.yml",
    `version: 0.1\nlog: { level: error }\n${store}http: { addr: "127.0.0.1:5000" }\n${auth}`,
  );
  spawn("/usr/bin/docker-registry", ["serve", "/mnt/registry.yml"], { stdio: "ignore" });
}

function overlay(folder: string, scratch: string): void {
  mkdirSync(folder, { recursive: true });
  const layers = join(scratch, folder.replaceAll("/", "-"));
  execFileSync("mkdir", ["-p", layers]);
  execFileSync("mount", ["-t", "tmpfs", "tmpfs", layers]);
  for (const name of ["upper", "work"]) mkdirSync(join(layers, name));
  const options = `lowerdir=${folder},upperdir=${join(layers, "upper")},workdir=${join(layers, "work")}`;
  execFileSync("mount", ["-t", "overlay", "overlay", "-o", options, folder]);
}

function put(path: string, { text = "", isFolder }: PlannedFile): void {
  mkdirSync(dirname(path), { recursive: true });
  if (isFolder === true) mkdirSync(path, { recursive: true });
  else writeFileSync(path, text);
}

/** One authority, and one certificate for all programs of the bench. */
function makeCertificates(folder: string): void {
  const openssl = (...words: string[]) => execFileSync("openssl", words, { cwd: folder, stdio: "ignore" });
  const curve = ["-newkey", "rsa:2048", "-nodes"];
  openssl("req", "-x509", ...curve, "-days", "1", "-subj", "/CN=bench-ca", "-keyout", "ca.key", "-out", "ca.crt");
  openssl("req", ...curve, "-subj", "/O=system:masters/CN=bench", "-keyout", "bench.key", "-out", "/mnt/bench.csr");
  writeFileSync("/mnt/names", "subjectAltName=DNS:localhost,IP:127.0.0.1\n");
  openssl(
    "x509",
    "-req",
    "-in",
    "/mnt/bench.csr",
    "-CA",
    "ca.crt",
    "-CAkey",
    "ca.key",
    "-CAcreateserial",
    "-CAserial",
    "/mnt/serial",
    "-days",
    "1",
    "-extfile",
    "/mnt/names",
    "-out",
    "bench.crt",
  );
}

/** Programs that serve as they stand; the others wait for what is not here, and are stopped once they have read their settings. */
const SERVING = new Set(["etcd", "kubelet"]);

async function settle(child: ChildProcess, program: string, last: () => string): Promise<void> {
  await setTimeout(SERVING.has(program) ? 2_500 : 700);
  if (child.exitCode !== null) throw new Error(`${program} ended with ${child.exitCode}: ${last()}`);
  if (!SERVING.has(program)) child.kill("SIGSTOP");
}

async function untilReady(child: ChildProcess, last: () => string): Promise<void> {
  for (let tries = 0; tries < 240 && child.exitCode === null; tries++) {
    await setTimeout(250);
    if ((await statusOf("/livez").catch(() => 0)) > 0) return;
  }
  throw new Error(`The API server was not up: ${last()}`);
}

/** Any answer at all shows that it serves: a closed one answers 401. */
function statusOf(path: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const asked = request(
      { host: "127.0.0.1", port: 6443, path, rejectUnauthorized: false, timeout: 5_000 },
      (answer) => {
        answer.resume();
        resolve(answer.statusCode ?? 0);
      },
    );
    asked.on("error", reject);
    asked.on("timeout", () => asked.destroy(new Error("no answer")));
    asked.end();
  });
}

function lastLines(child: ChildProcess): () => string {
  let text = "";
  child.stderr?.on("data", (part: Buffer) => {
    text = `${text}${part.toString()}`.slice(-2_000);
  });
  return () => text;
}
