import type { Fact, JudgedFact } from "../../core/fact.ts";
import type { Gap } from "../../core/gap.ts";
import { describePlace, type Place } from "../../core/place.ts";
import { asMap, type Mapping } from "../../documents/shape.ts";
import { readYamlDocuments } from "../../documents/yaml/read.ts";
import { mayHoldManifest } from "../kubernetes/kinds.ts";
import { type Manifest, manifestsIn } from "../kubernetes/manifest.ts";
import { factsOfManifest } from "../kubernetes/manifest-facts.ts";
import type { Rendered } from "../rendered.ts";
import type { ChartTree } from "./chart-tree.ts";
import { type Chart, chartsOf, type ValuesFile } from "./charts.ts";
import type { ChartFile } from "./facts.ts";
import { type FindSource, sourcesOf } from "./origin-of.ts";
import { type RenderedTemplate, renderChart } from "./render-chart.ts";
import { overlaid } from "./values.ts";

/** Files of values beside a chart's first that it is rendered with, one after the other. */
const MOST_OVERLAYS = 8;

/** What the charts of a tree install: with their own values, and with those of every further file of values beside them. */
export function renderedCharts(files: readonly ChartFile[], tree?: ChartTree): Rendered {
  const rendered: Rendered = { facts: [], gaps: [], files: new Set() };
  for (const chart of chartsOf(files)) {
    cover(chart, rendered.files);
    if (!chart.isLibrary) addChart(chart, rendered, tree);
  }
  return rendered;
}

/** The objects of all kinds that the charts of a tree install, each with its places in the chart's templates. */
export function* chartManifests(files: readonly ChartFile[], tree?: ChartTree): Iterable<Manifest> {
  for (const chart of chartsOf(files).filter(({ isLibrary }) => !isLibrary)) {
    for (const values of valuesOf(chart)) {
      const { rendered } = renderChart(chart, mergedValues(values), tree);
      for (const template of rendered) {
        const { text, find } = sourcesOf(template, { root: chart, files: values });
        const open = { place: template.file.at, text: () => text };
        for (const { documents } of readYamlDocuments(text, (part) => part.includes("kind")))
          for (const manifest of documents.flatMap((document) => [...manifestsIn(open, document)]))
            yield movedTo(manifest, find);
      }
    }
  }
}

function movedTo(manifest: Manifest, find: FindSource): Manifest {
  const moved = ({ line, column }: Place) => find(line ?? 1, column ?? 1).at;
  return { ...manifest, at: (path) => moved(manifest.at(path)), atKey: (path) => moved(manifest.atKey(path)) };
}

function mergedValues(values: readonly ValuesFile[]): Mapping {
  return values.toReversed().reduce<Mapping>((below, { value }) => overlaid(below, value), {});
}

/** The files of a tree that its charts are put together from. */
export function chartedFiles(files: readonly ChartFile[]): Set<string> {
  const covered = new Set<string>();
  for (const chart of chartsOf(files)) cover(chart, covered);
  return covered;
}

/** The files that are looked at through the chart and need not be looked at by themselves. */
function cover(chart: Chart, files: Set<string>): void {
  files.add(chart.folder === "" ? "Chart.yaml" : `${chart.folder}/Chart.yaml`);
  for (const { path } of chart.templates) files.add(path);
  for (const { chart: needed } of chart.dependencies) cover(needed, files);
}

function addChart(chart: Chart, { facts, gaps }: Rendered, tree: ChartTree | undefined): void {
  const short = [...withDependencies(chart)].flatMap((one) =>
    shortcomings(one).map((reason): Gap => ({ where: describePlace(one.at), reason })),
  );
  gaps.push(...new Map(short.map((gap) => [`${gap.where} ${gap.reason}`, gap])).values());
  const known = new Set<string>();
  const said = new Set<string>();
  for (const values of valuesOf(chart)) {
    const { rendered, unrendered, blind } = renderChart(chart, mergedValues(values), tree);
    for (const { at } of blind) {
      const where = describePlace(at);
      if (!said.has(where))
        gaps.push({
          where,
          reason: "its templates read files of the chart that cannot be read here, and count as empty",
        });
      said.add(where);
    }
    const inForce = { root: chart, files: values };
    for (const { file, line, reason } of unrendered) {
      const where = describePlace(file.path === file.at.path ? { ...file.at, line } : file.at);
      const why = `not rendered: ${reason}`;
      if (!said.has(`${where} ${why}`)) gaps.push({ where, reason: why });
      said.add(`${where} ${why}`);
    }
    for (const template of rendered) {
      for (const fact of factsOf(template, sourcesOf(template, inForce), gaps)) {
        const key = JSON.stringify(fact);
        if (!known.has(key)) facts.push(fact);
        known.add(key);
      }
    }
  }
}

function* withDependencies(chart: Chart): Iterable<Chart> {
  yield chart;
  for (const { chart: needed } of chart.dependencies) yield* withDependencies(needed);
}

function shortcomings(chart: Chart): string[] {
  const { missing, dependencies, values, overlays } = chart;
  const broken = [...(values === undefined ? [] : [values]), ...overlays].filter(
    ({ problem }) => problem !== undefined,
  );
  return [
    ...(chart.isBroken ? ["a description that is not YAML"] : []),
    ...(missing.length === 0
      ? []
      : [
          `the charts that it needs are not there (${missing.join(", ")}); run \`helm dependency build\` to look at them, too`,
        ]),
    ...broken.map(({ file, problem }) => `${file.path} is not YAML: ${problem}`),
    ...dependencies
      .filter(({ importsValues }) => importsValues)
      .map(({ key }) => `values imported from ${key} are not followed`),
    ...(overlays.length > MOST_OVERLAYS
      ? [`of ${overlays.length} further files of values the first ${MOST_OVERLAYS} are looked at`]
      : []),
  ];
}

/** For each rendering the files of values, from the one that wins to the one below. */
function valuesOf({ values, overlays }: Chart): (readonly ValuesFile[])[] {
  const first = values === undefined ? [] : [values];
  return [first, ...overlays.slice(0, MOST_OVERLAYS).map((overlay) => [overlay, ...first])];
}

function factsOf({ file }: RenderedTemplate, { text, find }: ReturnType<typeof sourcesOf>, gaps: Gap[]): Fact[] {
  const facts: Fact[] = [];
  const open = { place: file.at, text: () => text };
  for (const { documents, problems } of readYamlDocuments(text, mayHoldManifest)) {
    const [problem] = problems;
    if (problem !== undefined)
      gaps.push({
        where: describePlace(find(problem.line, 1).at),
        reason: `rendered to what is not YAML: ${problem.message}`,
      });
    for (const manifest of documents.flatMap((document) => [...manifestsIn(open, document)])) {
      for (const fact of factsOfManifest(manifest)) {
        const moved = inChart(fact, find);
        if (moved.kind === "gap")
          gaps.push({ where: describePlace(moved.at), reason: String((moved as Fact & { reason?: string }).reason) });
        else facts.push(moved);
      }
    }
  }
  return facts;
}

/** A fact with every place as the chart's files have it. */
function inChart(fact: Fact, find: FindSource): Fact {
  const { line = 1, column = 1 } = fact.at;
  const { value } = find(line, column);
  const moved = withPlaces(fact, find) as JudgedFact;
  const placed: JudgedFact = value === undefined ? moved : { ...moved, origins: [value] };
  return placed;
}

function withPlaces(value: unknown, find: FindSource): unknown {
  if (Array.isArray(value)) return value.map((one) => withPlaces(one, find));
  const map = asMap(value);
  if (map === undefined) return value;
  return Object.fromEntries(
    Object.entries(map).map(([key, one]) => {
      const place = key === "at" ? (asMap(one) as Place | undefined) : undefined;
      return [key, place === undefined ? withPlaces(one, find) : find(place.line ?? 1, place.column ?? 1).at];
    }),
  );
}
