import type { Edit } from "../../core/fix.ts";
import { asList, asMap, asScalar, mapAt } from "../../documents/shape.ts";
import type { YamlDocument, YamlPath } from "../../documents/yaml/read.ts";
import type { SourceFile } from "../edits/source-file.ts";
import { firstEntry, isInFlow } from "../edits/yaml-entry.ts";
import { valueAt } from "../proof/documents.ts";
import type { YamlChange } from "../proof/expectation.ts";
import { type Fixer, type Mend, type Unable, unable } from "./fixer.ts";
import { quotingAt } from "./shell-quoting.ts";
import { pathTo, yamlOf } from "./yaml-places.ts";

/** An expression that is pasted into a script, and the variable that takes its place. */
interface Pasted {
  readonly expression: string;
  readonly variable: string;
}

/** `echo "${{ github.head_ref }}"` becomes `echo "${HEAD_REF}"`, with the expression under the step's `env:`. */
export const environmentIndirection: Fixer = {
  name: "environment-indirection",
  rules: ["workflows/template-injection"],
  kind: "edit",
  async mend({ finding, place, file }) {
    const target = scriptAt(file, place.line ?? 0, place.column ?? 0);
    if (target === undefined) return unable("the script is shared, or is not a step's `run`");
    const { document, index, path } = target;
    const step = path.slice(0, -1);
    const shell = shellOf(document, path);
    if (shell === undefined) return unable("which shell runs the script is not written in the file");
    const expressions = finding.evidence.flatMap(({ text }) => /^\$\{\{ ([\w.-]+) \}\}/.exec(text)?.[1] ?? []);
    if (expressions.length === 0 || expressions.length < finding.evidence.length)
      return unable("the expressions do more than name one value");
    const pasted = namesFor(expressions, document, step);
    const script = replaceIn(file, document, path, pasted, shell);
    if ("unable" in script) return script;
    const environment = environmentEdit(file, document, step, pasted);
    if ("unable" in environment) return environment;
    const changes: YamlChange[] = [
      { kind: "set", document: index, at: path, value: script.value },
      ...environment.changes.map((change) => ({ ...change, document: index })),
    ];
    return {
      summary: `Hand ${expressions.join(", ")} to the script as a variable`,
      edits: [...environment.edits, ...script.edits],
      expectation: { path: file.path, format: "yaml", changes },
    } satisfies Mend;
  },
};

function scriptAt(file: SourceFile, line: number, column: number) {
  for (const [index, document] of (yamlOf(file)?.documents ?? []).entries()) {
    const path = pathTo(document, (range) => range.line === line && range.column === column);
    if (path?.at(-1) === "run" && !document.isShared(path)) return { document, index, path };
  }
  return undefined;
}

type Shell = "posix" | "powershell";

/** The step's own shell, else the job's or the file's default, else that of the machine where it is known. */
function shellOf({ value }: YamlDocument, path: YamlPath): Shell | undefined {
  const job = path[0] === "jobs" ? path.slice(0, 2) : [];
  const named =
    asScalar(asMap(valueAt(value, path.slice(0, -1)))?.shell) ??
    asScalar(mapAt(valueAt(value, job), "defaults", "run").shell) ??
    asScalar(mapAt(value, "defaults", "run").shell);
  if (named !== undefined) {
    if (/^(?:ba)?sh\b/.test(named)) return "posix";
    return /^(?:pwsh|powershell)\b/.test(named) ? "powershell" : undefined;
  }
  const runsOn = asMap(valueAt(value, job))?.["runs-on"];
  const labels = Array.isArray(runsOn) ? asList(runsOn).map(asScalar) : [asScalar(runsOn)];
  return labels.some((label) => /^(?:ubuntu|macos|linux)/i.test(label ?? "")) ? "posix" : undefined;
}

function namesFor(expressions: readonly string[], document: YamlDocument, step: YamlPath): Pasted[] {
  const places = [[], step.slice(0, 2), step].map((path) => asMap(asMap(valueAt(document.value, path))?.env) ?? {});
  const taken = new Set(places.flatMap((environment) => Object.keys(environment)));
  return expressions.map((expression) => {
    let variable = nameFor(expression);
    while (taken.has(variable)) variable += "_VALUE";
    taken.add(variable);
    return { expression, variable };
  });
}

/** `github.event.pull_request.title` is `PULL_REQUEST_TITLE`; names that start with `GITHUB_` are the runner's own. */
function nameFor(expression: string): string {
  const short = expression
    .replace(/^github\.(?:event\.)?/, "")
    .replace(/^inputs\./, "input.")
    .replace(/^(?:steps|needs)\.([\w-]+)\.outputs\./, "$1.");
  const name = short.replace(/[^A-Za-z0-9]+/g, "_").toUpperCase();
  return /^(?:GITHUB_|RUNNER_|ACTIONS_|PATH$|HOME$|CI$|\d)/.test(name) ? `VALUE_${name}` : name;
}

function replaceIn(
  file: SourceFile,
  document: YamlDocument,
  path: YamlPath,
  pasted: readonly Pasted[],
  shell: Shell,
): { edits: Omit<Edit, "path">[]; value: string } | Unable {
  const style = document.styleOf(path);
  if (style !== "block" && (style !== "plain" || isInFlow(file, document, path)))
    return unable("the script is written in quotes or braces");
  const script = asScalar(valueAt(document.value, path)) ?? "";
  const { start, end } = document.rangeOf(path);
  const inFile = occurrences(file.text.slice(start, end), pasted);
  const inScript = occurrences(script, pasted);
  if (inFile.length !== inScript.length || inFile.length === 0)
    return unable("the script is folded inside an expression");
  const quoting = quotingAt(
    script,
    inScript.map(({ at }) => at),
  );
  if (quoting === undefined)
    return unable("the script has a here-document or the like, in which quotes mean something else");
  const edits: Omit<Edit, "path">[] = [];
  let value = "";
  let done = 0;
  for (const [index, { at, length, variable, expression }] of inScript.entries()) {
    const replacement = written(variable, expression, quoting[index] ?? "single", shell);
    if (typeof replacement !== "string") return replacement;
    const from = start + (inFile[index]?.at ?? 0);
    if (style === "plain" && from === start) return unable("the script starts with the expression");
    edits.push({ start: file.byteAt(from), end: file.byteAt(from + (inFile[index]?.length ?? 0)), replacement });
    value += script.slice(done, at) + replacement;
    done = at + length;
  }
  return { edits, value: value + script.slice(done) };
}

function written(variable: string, expression: string, quoting: Quoted, shell: Shell): string | Unable {
  const name = shell === "posix" ? `\${${variable}}` : `\${env:${variable}}`;
  if (quoting === "single")
    return unable(`${expression} stands in single quotes, where a variable stays as it is written`);
  if (quoting !== "none" || shell === "powershell") return name;
  // Without quotes a text is split into words; what a person hands over may be meant to be.
  if (/^inputs\.|\.inputs\./.test(expression))
    return unable(`${expression} stands without quotes and may be meant as several words`);
  return `"${name}"`;
}

type Quoted = NonNullable<ReturnType<typeof quotingAt>>[number];

function occurrences(text: string, pasted: readonly Pasted[]) {
  const names = new Map(pasted.map(({ expression, variable }) => [expression, variable]));
  return [...text.matchAll(/\$\{\{\s*([\w.-]+)\s*\}\}/g)].flatMap((match) => {
    const [whole, expression = ""] = match;
    const variable = names.get(expression);
    return variable === undefined ? [] : [{ at: match.index, length: whole.length, variable, expression }];
  });
}

function environmentEdit(
  file: SourceFile,
  document: YamlDocument,
  step: YamlPath,
  pasted: readonly Pasted[],
): { edits: Omit<Edit, "path">[]; changes: Omit<YamlChange & { kind: "set" }, "document">[] } | Unable {
  const at = [...step, "env"];
  const environment = valueAt(document.value, at);
  const values = pasted.map(({ expression, variable }) => [variable, `\${{ ${expression} }}`] as const);
  if (environment === undefined) {
    const key = document.keyRangeOf([...step, "run"]);
    const indent = " ".repeat(key.column - 1);
    const entries = values.map(([name, value]) => `${indent}  ${name}: ${value}${file.newline}`).join("");
    const edit = {
      start: file.byteAt(key.start),
      end: file.byteAt(key.start),
      replacement: `env:${file.newline}${entries}${indent}`,
    };
    return { edits: [edit], changes: [{ kind: "set", at, value: Object.fromEntries(values) }] };
  }
  if (asMap(environment) === undefined || document.isShared(at)) return unable("the step's `env` is shared or no map");
  const isFlow = file.text[document.rangeOf(at).start] === "{";
  const between = isFlow ? ", " : `${file.newline}${" ".repeat(document.rangeOf(at).column - 1)}`;
  const entries = values.map(([name, value]) => `${name}: ${isFlow ? `"${value}"` : value}`).join(between);
  const edit = firstEntry(file, document, at, entries);
  if (edit === undefined) return unable("the step's `env` is written unusually");
  return { edits: [edit], changes: values.map(([name, value]) => ({ kind: "set", at: [...at, name], value })) };
}
