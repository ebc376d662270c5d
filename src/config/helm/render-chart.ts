import {
  Budget,
  type Chunk,
  type Evaluation,
  EvaluationFault,
  evaluateTemplate,
  type NamedTemplate,
  type Origin,
  type TemplateFunction,
} from "../../documents/go-template/evaluate.ts";
import { TemplateFault } from "../../documents/go-template/nodes.ts";
import { parseTemplate } from "../../documents/go-template/parse.ts";
import { type Dict, printed, setValue } from "../../documents/go-template/values.ts";
import type { Mapping } from "../../documents/shape.ts";
import { capabilities } from "./capabilities.ts";
import type { ChartTree } from "./chart-tree.ts";
import { type Chart, isEnabled } from "./charts.ts";
import type { ChartFile } from "./facts.ts";
import { chartFunctions } from "./functions/index.ts";
import { otherFiles } from "./other-files.ts";
import { overlaid, remember, valuesFor } from "./values.ts";

/** What one template became. */
export interface RenderedTemplate {
  readonly file: ChartFile;
  readonly chunks: readonly Chunk[];
}

/** Why one did not. */
export interface Unrendered {
  readonly file: ChartFile;
  readonly line: number;
  readonly reason: string;
}

export interface Rendering {
  readonly rendered: readonly RenderedTemplate[];
  readonly unrendered: readonly Unrendered[];
  /** Charts of which a template asked for a file that could not be given. */
  readonly blind: ReadonlySet<Chart>;
}

/** What one rendering of a chart with all that it brings may cost. */
const MOST = { steps: 2_000_000, characters: 16 * 1024 * 1024 };

/** A chart that takes part in a rendering, with the values that it has there. */
interface Part {
  readonly chart: Chart;
  readonly values: Dict;
  /** The keys that lead to its values from the root chart's. */
  readonly way: readonly string[];
}

/**
 * Renders a chart with all its enabled dependencies, as `helm template` would. A template that fails takes no other with
 * it. Values are remembered by the way that leads to them from the root chart's.
 *
 * @param tree where the chart lies, for the files that its templates read; without it they count as empty
 * @param namespace known at installation alone; as if none were given where it is left out
 */
export function renderChart(root: Chart, values: Mapping, tree?: ChartTree, namespace = ""): Rendering {
  const parts = partsOf({ chart: root, values: overlaid({}, values), way: [] });
  const unrendered: Unrendered[] = [];
  const templates = templatesOf(parts, unrendered);
  const origins = new WeakMap<object, Origin>();
  for (const { values: its, way } of parts) remember(its, way, origins);
  const evaluation = evaluationOf(templates, origins);
  const rendered: RenderedTemplate[] = [];
  const blind = new Set<Chart>();
  for (const part of parts) {
    if (part.chart.isLibrary) continue;
    for (const file of part.chart.templates.filter(makesManifests)) {
      const template = templates.get(file.path);
      if (template === undefined) continue;
      try {
        rendered.push({
          file,
          chunks: evaluateTemplate(
            template,
            dataFor(
              part,
              releaseOf(root, namespace),
              file,
              otherFiles(part.chart, tree, () => blind.add(part.chart)),
            ),
            evaluation,
          ),
        });
      } catch (fault) {
        unrendered.push(explained(fault, file, parts));
      }
    }
  }
  return { rendered, unrendered, blind };
}

/** Dependencies before those who need them, for whose templates of one name the last counts. */
function partsOf(part: Part): Part[] {
  const { chart, values, way } = part;
  const others = chart.dependencies
    .filter((dependency) => isEnabled(dependency, values))
    .flatMap(({ chart: needed, key }) => {
      const its = valuesFor(key, needed.values?.value ?? {}, values);
      setValue(values, key, its);
      return partsOf({ chart: needed, values: its, way: [...way, key] });
    });
  return [...others, part];
}

function templatesOf(parts: readonly Part[], unrendered: Unrendered[]): Map<string, NamedTemplate> {
  const templates = new Map<string, NamedTemplate>();
  for (const file of parts.flatMap(({ chart }) => chart.templates)) {
    try {
      const { body, defined } = parseTemplate(file.text);
      templates.set(file.path, { body, file: file.path });
      for (const [name, its] of defined) templates.set(name, { body: its, file: file.path });
    } catch (fault) {
      if (!(fault instanceof TemplateFault)) throw fault;
      unrendered.push({ file, line: fault.line, reason: fault.message });
    }
  }
  return templates;
}

/** Files whose name begins with an underscore only define, and notes are read by people. */
function makesManifests({ path }: ChartFile): boolean {
  const name = path.slice(path.lastIndexOf("/") + 1);
  return !name.startsWith("_") && /\.(?:ya?ml|json)$/.test(name);
}

function evaluationOf(templates: Map<string, NamedTemplate>, origins: WeakMap<object, Origin>): Evaluation {
  const budget = new Budget(MOST);
  const tpl: TemplateFunction = ([text, data], render) => {
    const source = printed(text);
    if (!source.includes("{{")) return source;
    const { body, defined } = parsedOrFault(source);
    for (const [name, its] of defined) templates.set(name, { body: its, file: "" });
    const key = `tpl ${source}`;
    templates.set(key, { body, file: "" });
    try {
      return render.include(key, data);
    } finally {
      templates.delete(key);
    }
  };
  return { templates, functions: { ...chartFunctions, tpl }, origins, budget };
}

function parsedOrFault(source: string): ReturnType<typeof parseTemplate> {
  try {
    return parseTemplate(source);
  } catch (fault) {
    if (fault instanceof TemplateFault) throw new EvaluationFault(`a value that is no template: ${fault.message}`);
    throw fault;
  }
}

function dataFor({ chart, values }: Part, release: Dict, file: ChartFile, files: Dict): Dict {
  const folder = `${chart.folder}/templates`;
  return {
    Values: values,
    Chart: capitalised(chart),
    Release: release,
    Capabilities: capabilities(),
    Template: { Name: file.path, BasePath: folder },
    Files: files,
    Subcharts: Object.fromEntries(chart.dependencies.map(({ chart: its, key }) => [key, { Chart: capitalised(its) }])),
  };
}

/** Its name is the chart's, as most installations have it. */
function releaseOf({ name }: Chart, namespace: string): Dict {
  return { Name: name, Namespace: namespace, Service: "Helm", IsInstall: true, IsUpgrade: false, Revision: 1 };
}

/** Helm knows the description's fields by their names in Go. */
function capitalised({ description, name }: Chart): Dict {
  const fields = Object.entries(description).map(([key, value]) => [
    key === "apiVersion" ? "APIVersion" : key.charAt(0).toUpperCase() + key.slice(1),
    value,
  ]);
  return { ...Object.fromEntries(fields), Name: name, IsRoot: true };
}

function explained(fault: unknown, file: ChartFile, parts: readonly Part[]): Unrendered {
  if (fault instanceof RangeError) return { file, line: 1, reason: "templates too deep in each other" };
  if (!(fault instanceof EvaluationFault)) throw fault;
  const source = parts.flatMap(({ chart }) => chart.templates).find(({ path }) => path === fault.file) ?? file;
  const line = source.text.slice(0, fault.at ?? 0).split("\n").length;
  return { file: source, line, reason: fault.message };
}
