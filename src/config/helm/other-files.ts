import { RE2JS, RE2JSException } from "re2js";
import { EvaluationFault, type TemplateFunction } from "../../documents/go-template/evaluate.ts";
import { type Dict, printed } from "../../documents/go-template/values.ts";
import { writeYaml } from "../../documents/yaml/write.ts";
import type { ChartTree } from "./chart-tree.ts";
import type { Chart } from "./charts.ts";

/** What a chart is made of itself; all other files in its folder are `.Files`. */
const OWN =
  /^(?:Chart\.(?:yaml|lock)|values\.(?:yaml|schema\.json)|requirements\.(?:yaml|lock)|templates\/.*|charts\/.*|\.helmignore)$/;

/** A method of `.Files`, which templates call by its name. */
type Method = TemplateFunction;

/** Steps that it takes to hold one name against a pattern. */
const COST_OF_MATCH = 4;
const NONE: ReadonlySet<string> = new Set();

/**
 * A chart's `.Files`: what its templates read beside themselves (https://helm.sh/docs/chart_template_guide/accessing_files).
 *
 * @param tree where the chart lies; absent for one that is packed or in no tree that can be read
 * @param misses told when a file was asked for that cannot be given
 */
export function otherFiles(chart: Chart, tree: ChartTree | undefined, misses: () => void): Dict {
  const isPacked = /\.tgz(?:\/|$)/.test(chart.folder);
  const names = () => (isPacked ? undefined : tree?.list(chart.folder)) ?? missed();
  const missed = (): ReadonlySet<string> => {
    misses();
    return NONE;
  };
  const textOf = (name: string): string => {
    if (!names().has(name)) return ""; // as Helm has it for what is not there
    const text = tree?.read(chart.folder === "" ? name : `${chart.folder}/${name}`);
    if (text === undefined) misses();
    return text ?? "";
  };
  const get: Method = ([name]) => {
    const path = printed(name);
    return path === "values.yaml" ? (chart.values?.file.text ?? "") : OWN.test(path) ? "" : textOf(path);
  };
  const glob: Method = ([pattern], render) => {
    const matches = matcherOf(printed(pattern));
    const all = names();
    render.spend(all.size * COST_OF_MATCH);
    const found = [...all].filter((name) => !OWN.test(name) && matches(name));
    return filesOf(new Map(found.map((name) => [name, textOf(name)])), get, glob);
  };
  return filesOf(new Map(), get, glob);
}

/** Files by their names, with the methods that do not count among them. */
function filesOf(texts: ReadonlyMap<string, string>, get: Method, glob: Method): Dict {
  const byBase = (value: (text: string) => string) =>
    Object.fromEntries([...texts].map(([name, text]) => [name.slice(name.lastIndexOf("/") + 1), value(text)]));
  const asYaml = (dict: Dict) => (texts.size === 0 ? "" : writeYaml(dict));
  const methods: Readonly<Record<string, Method>> = {
    Get: get,
    GetBytes: get,
    Lines: (words, render) => {
      const text = printed(get(words, render));
      render.spend(text.length >> 3);
      return linesOf(text);
    },
    Glob: glob,
    AsConfig: () => asYaml(byBase((text) => text)),
    AsSecrets: () => asYaml(byBase((text) => Buffer.from(text).toString("base64"))),
  };
  const files: Dict = Object.fromEntries(texts);
  for (const [name, method] of Object.entries(methods)) Object.defineProperty(files, name, { value: method });
  return files;
}

function linesOf(text: string): string[] {
  return text === "" ? [] : text.replace(/\n$/, "").split("\n");
}

/** A pattern as Helm reads it: `*` within one folder, `**` through all, `?`, `[a-z]`, `{a,b}`. */
function matcherOf(pattern: string): (name: string) => boolean {
  const text = pattern.slice(0, 500).replace(/\*\*|\*|\?|\{[^{}]*\}|\[!?[^\]]*\]|[\\^$.|+(){}[\]]/g, (part) => {
    if (part === "**") return ".*";
    if (part === "*") return "[^/]*";
    if (part === "?") return "[^/]";
    if (part.startsWith("{") && part.length > 1)
      return `(?:${part
        .slice(1, -1)
        .split(",")
        .map((one) => RE2JS.quote(one))
        .join("|")})`;
    if (part.startsWith("[") && part.length > 1) return part.replace(/^\[!/, "[^");
    return `\\${part}`;
  });
  try {
    const compiled = RE2JS.compile(`^(?:${text})$`);
    return (name) => compiled.test(name);
  } catch (fault) {
    if (fault instanceof RE2JSException)
      throw new EvaluationFault(`${JSON.stringify(pattern.slice(0, 80))} is no pattern`);
    throw fault;
  }
}
