import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Pinned, so that verdicts of two days can be compared. */
export const KUBERNETES = "1.36.3";

/** The programs of a cluster, and how their commands are made. */
const COMMANDS = {
  "kube-apiserver": "NewAPIServerCommand()",
  "kube-controller-manager": "NewControllerManagerCommand()",
  "kube-scheduler": "NewSchedulerCommand()",
  "kube-proxy": "NewProxyCommand()",
  kubelet: "NewKubeletCommand(context.Background())",
} as const;

export type KubernetesProgram = keyof typeof COMMANDS;

/** A program of Kubernetes, built from its Go modules into a folder when it is not there: five minutes for the first. */
export function kubernetesProgram(folder: string, name: KubernetesProgram): string {
  const program = name === "kube-apiserver" ? join(folder, name) : join(folder, name, name);
  if (existsSync(program)) return program;
  const source = name === "kube-apiserver" ? folder : join(folder, name);
  mkdirSync(source, { recursive: true });
  if (!existsSync(join(folder, "go.mod"))) writeFileSync(join(folder, "go.mod"), moduleFile());
  writeFileSync(join(source, "main.go"), mainFile(name));
  const version = "k8s.io/component-base/version";
  const flags = `-X ${version}.gitVersion=v${KUBERNETES} -X ${version}.gitMajor=1 -X ${version}.gitMinor=${KUBERNETES.split(".")[1]}`;
  go(source, "build", "-mod=mod", "-p", "2", "-ldflags", flags, "-o", program, ".");
  return program;
}

function go(cwd: string, ...words: string[]): string {
  return execFileSync("nice", ["go", ...words], { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
}

/** Its own modules stand in the server's tree as v0.0.0, and are published under the same minor version of 0. */
function moduleFile(): string {
  const { GoMod } = JSON.parse(go(tmpdir(), "mod", "download", "-json", `k8s.io/kubernetes@v${KUBERNETES}`)) as {
    GoMod: string;
  };
  const staging = readFileSync(GoMod, "utf8").matchAll(/^\s*(k8s\.io\/\S+)\s+v0\.0\.0\s*(?:\/\/.*)?$/gm);
  const published = KUBERNETES.replace(/^1/, "0");
  const replaced = [...staging].map(([, name]) => `replace ${name} => ${name} v${published}\n`).join("");
  return `module oracle\n\ngo 1.26\n\nrequire k8s.io/kubernetes v${KUBERNETES}\n\n${replaced}`;
}

function mainFile(name: KubernetesProgram): string {
  const context = name === "kubelet" ? '\t"context"\n' : "";
  return `package main

import (
${context}	"os"

	"k8s.io/component-base/cli"
	"k8s.io/kubernetes/cmd/${name}/app"
)

func main() { os.Exit(cli.Run(app.${COMMANDS[name]})) }
`;
}

/** etcd out of Debian's package. */
export function etcdProgram(folder: string): string {
  const program = join(folder, "etcd", "usr", "bin", "etcd");
  if (existsSync(program)) return program;
  mkdirSync(folder, { recursive: true });
  execFileSync("apt-get", ["download", "etcd-server"], { cwd: folder, stdio: ["ignore", "ignore", "inherit"] });
  const archive = readdirSync(folder).find((name) => name.startsWith("etcd-server_"));
  if (archive === undefined) throw new Error("apt-get brought no package etcd-server");
  execFileSync("dpkg", ["-x", archive, "etcd"], { cwd: folder });
  return program;
}
