import { execFile, execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { promisify } from "node:util";
import { probeHost } from "../../src/config/probes/probe-host.ts";
import { createNetwork } from "../../src/connect/network.ts";

/** Pinned: its last release. */
export const KUBE_HUNTER = "0.6.8";

/** What stands open, as `product port`. */
export interface Probed {
  readonly ours: readonly string[];
  /** What asks for a login or a certificate, or tells no more than it may. */
  readonly closed: readonly string[];
  /** kube-hunter's vulnerabilities, as `id port`. */
  readonly theirs: readonly string[];
}

/** kube-hunter out of its package on PyPI. */
export function kubeHunter(cache: string): string {
  const folder = join(cache, "pypi");
  const program = join(folder, "bin", "kube-hunter");
  if (existsSync(program)) return program;
  if (!existsSync(join(folder, "bin", "pip"))) execFileSync("python3", ["-m", "venv", folder]);
  execFileSync(join(folder, "bin", "pip"), ["install", "--quiet", `kube-hunter==${KUBE_HUNTER}`], { stdio: "inherit" });
  return program;
}

/** Asks the machine's own loopback from outside, ourselves and by kube-hunter. */
export async function probeNode(program: string, docker: boolean): Promise<Probed> {
  const stub = docker ? dockerStub() : undefined;
  const { exposures } = await probeHost(
    { host: "127.0.0.1" },
    createNetwork({ offline: false, hosts: [] }),
    new Date(),
  );
  const named = exposures.map(
    ({ product, address, given }) => [`${product} ${new URL(address).port}`, given.length > 0] as const,
  );
  const words = ["--remote", "127.0.0.1", "--report", "json", "--log", "none"];
  const { stdout } = await promisify(execFile)(program, words, { maxBuffer: 16 * 1024 * 1024, timeout: 120_000 });
  stub?.close();
  const told = JSON.parse(stdout.slice(stdout.indexOf("{"))) as { vulnerabilities?: readonly Vulnerability[] };
  const of = (isOpen: boolean) =>
    named
      .filter(([, open]) => open === isOpen)
      .map(([name]) => name)
      .sort();
  const theirs = (told.vulnerabilities ?? []).map(({ vid, location }) => `${vid} ${location.replace(/^.*:/, "")}`);
  return { ours: of(true), closed: of(false), theirs: [...new Set(theirs)].sort() };
}

interface Vulnerability {
  readonly vid: string;
  readonly location: string;
}

function dockerStub() {
  const stub = createServer((request, response) => {
    const isVersion = request.url === "/version";
    response
      .writeHead(isVersion ? 200 : 404)
      .end(isVersion ? JSON.stringify({ Version: "27.1.1", ApiVersion: "1.46" }) : "");
  });
  return stub.listen(2375, "127.0.0.1");
}
