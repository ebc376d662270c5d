import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type ChartTree, chartTree } from "../../src/config/helm/chart-tree.ts";
import { type Chart, chartsOf } from "../../src/config/helm/charts.ts";
import type { ChartFile } from "../../src/config/helm/facts.ts";
import { chartFiles, isOfChart } from "../../src/config/helm/reader.ts";
import { renderChart } from "../../src/config/helm/render-chart.ts";
import { openFile } from "../../src/testing/open-file.ts";
import { type Comparison, compareObjects, objectsIn } from "./objects.ts";

/** What a chart came to: compared, or why it was not. */
export interface Rendered extends Comparison {
  readonly name: string;
  /** Why the peer does not render it; empty where it does. */
  readonly refused: string;
}

/** Renders the charts of a folder by ourselves and by Helm. @param paths of its files */
export function compareCharts(folder: string, paths: readonly string[], helm: string): Rendered[] {
  const files = paths.filter(isOfChart).flatMap((path) => {
    const read = [...chartFiles(openFile(path, readFileSync(join(folder, path))))];
    return read.filter((one): one is ChartFile => one.kind === "chart-file");
  });
  const tree = chartTree(folder);
  return chartsOf(files)
    .filter(({ isLibrary }) => !isLibrary)
    .map((chart) => compareChart(chart, folder, tree, helm));
}

function compareChart(chart: Chart, folder: string, tree: ChartTree, helm: string): Rendered {
  const { name } = chart;
  const words = ["template", name, join(folder, chart.folder), "--namespace", "default", "--kube-version", "1.36.0"];
  const theirs = spawnSync(helm, words, { encoding: "utf8", maxBuffer: 256 * 1024 * 1024 });
  if (theirs.status !== 0) return { name, refused: theirs.stderr.split("\n")[0] ?? "", equal: 0, differing: [] };
  const { rendered, unrendered } = renderChart(chart, chart.values?.value ?? {}, tree, "default");
  const texts = rendered.map(({ chunks }) => chunks.map(({ text }) => text).join(""));
  const { equal, differing } = compareObjects(objectsIn(texts), objectsIn([theirs.stdout]), isMadeUp);
  return { name, refused: "", equal, differing: [...differing, ...unrendered.map(({ reason }) => reason)] };
}

/** Passwords and certificates, which Helm makes up anew at each run and we do not; also where they were encoded. */
function isMadeUp(text: string): boolean {
  return text.includes("<generated>") || Buffer.from(text, "base64").toString("utf8").includes("<generated>");
}
