import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Mirror } from "../mirror.ts";
import { installPeer } from "../peers.ts";
import { compareCharts, type Rendered } from "./charts.ts";
import { type Built, compareKustomizations } from "./kustomizations.ts";

const CHARTS = [
  ["prometheus-community", "helm-charts", "charts"],
  ["argoproj", "argo-helm", "charts"],
] as const;

const KUSTOMIZATIONS = [
  ["kubernetes-sigs", "kustomize", "examples"],
  ["kubeflow", "manifests", ""],
] as const;

/** Holds what we make of charts and kustomizations against what Helm and kubectl make of them. @param mirrors see `Mirror` */
export function compareRenderings(mirrors: string, cache: string, scratch: string): void {
  const helm = installPeer("helm", cache);
  const charts = CHARTS.map(([owner, name, below]) => {
    const tree = checkOut(mirrors, scratch, owner, name, below);
    return { title: tree.title, all: compareCharts(tree.folder, tree.paths, helm.program) };
  });
  const built = KUSTOMIZATIONS.map(([owner, name, below]) => {
    const tree = checkOut(mirrors, scratch, owner, name, below);
    return { title: tree.title, all: compareKustomizations(tree.folder, tree.paths) };
  });
  const text = page(helm.title, charts, built);
  process.stdout.write(text);
  writeFileSync(join(import.meta.dirname, "..", "results", "rendering.md"), text);
}

function checkOut(mirrors: string, scratch: string, owner: string, name: string, below: string) {
  const mirror = new Mirror(mirrors, owner, name);
  const folder = join(scratch, owner, name);
  mkdirSync(folder, { recursive: true });
  mirror.unpack(folder);
  const paths = execFileSync("find", [".", "-type", "f"], { cwd: folder, encoding: "utf8" })
    .split("\n")
    .map((path) => path.slice(2))
    .filter((path) => path.startsWith(below))
    .toSorted();
  return { folder, paths, title: `${owner}/${name} ${mirror.commit}` };
}

function page(
  helm: string,
  charts: readonly { title: string; all: readonly Rendered[] }[],
  built: readonly { title: string; all: readonly Built[] }[],
): string {
  const kubectl = execFileSync("kubectl", ["version", "--client"], { encoding: "utf8" }).trim().split("\n").join(", ");
  const lines = [
    "# Charts and kustomizations beside Helm's and kubectl's",
    "",
    `Written by \`npm run bench -- rendering --mirrors DIR\` on ${new Date().toISOString().slice(0, 10)}: ${helm}, kubectl (${kubectl}). Every object that the peer makes is compared with ours, all of its fields. Lists in another order, empty maps, hashes in generated names, and passwords that Helm makes up anew are no difference.`,
    "",
    "| charts | rendered by Helm | refused by Helm | objects | equal |",
    "| --- | --: | --: | --: | --: |",
    ...charts.map(({ title, all }) => {
      const done = all.filter(({ refused }) => refused === "");
      return `| ${title} | ${done.length} | ${all.length - done.length} | ${objects(done)} | ${equal(done)} |`;
    }),
    "",
    ...charts.flatMap(({ all }) => all.flatMap(({ name, differing }) => differing.map((one) => `- ${name}: ${one}`))),
    ...charts.flatMap(({ all }) =>
      all.filter(({ refused }) => refused).map(({ name, refused }) => `- ${name}, refused: ${refused.slice(0, 160)}`),
    ),
    "",
    "",
    "What differs: a list of files that a chart reads by `.Files`, which is empty here, and YAML that a template writes as text into a ConfigMap, which is the same YAML laid out otherwise.",
    "",
    "| kustomizations | built by both | refused by kubectl | named as a gap by us | objects | equal |",
    "| --- | --: | --: | --: | --: | --: |",
    ...built.map(({ title, all }) => {
      const refused = all.filter((one) => one.refused);
      const gaps = all.filter(({ gap }) => gap !== undefined);
      const both = all.length - refused.length - gaps.length;
      return `| ${title} | ${both} | ${refused.length} | ${gaps.length} | ${objects(all)} | ${equal(all)} |`;
    }),
    "",
    "What differs: references to generated or prefixed ConfigMaps, `replicas`, labels inside affinities and webhooks, and parameters that configurations of old replace: nothing that is judged here.",
    "",
    ...built.flatMap(({ all }) => all.flatMap(({ path, differing }) => differing.map((one) => `- ${path}: ${one}`))),
  ];
  return `${lines.join("\n").trimEnd()}\n`;
}

function objects(all: readonly { equal: number; differing: readonly string[] }[]): number {
  return all.reduce((sum, one) => sum + one.equal + one.differing.length, 0);
}

function equal(all: readonly { equal: number }[]): number {
  return all.reduce((sum, one) => sum + one.equal, 0);
}
