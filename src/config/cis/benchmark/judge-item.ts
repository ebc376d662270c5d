import { readYaml } from "../../../documents/yaml/read.ts";
import type { Line } from "../shell/lines.ts";
import { compare } from "./compare.ts";
import { flagOf } from "./components.ts";
import { textAt } from "./json-path.ts";
import type { TestItem } from "./schema.ts";

/** What one demand found. */
export interface ItemVerdict {
  readonly passed: boolean;
  readonly found: boolean;
  /** What was found, or that nothing was, in few words. */
  readonly observed: string;
}

/** What a check's audits print. */
export interface Sources {
  readonly audit: readonly Line[];
  /** The text of a settings file; undefined where there is none. */
  readonly settings: string | undefined;
  /** `NAME=value` lines of a process's environment, read once somebody asks. */
  environment(): readonly string[];
  /** Whether each line must hold by itself. */
  readonly isMultiple: boolean;
}

/**
 * A demand by the flag of a command line, else by the path in a settings file, else by a variable of the environment: the
 * first place that holds it counts. @throws UnknownOperator, BadPattern, BadPath
 */
export function judgeItem(item: TestItem, sources: Sources): ItemVerdict {
  const byFlag = judgeFlag(item, sources);
  if (byFlag.found) return byFlag;
  let verdict = byFlag;
  if (sources.settings !== undefined && item.path !== undefined) {
    const text = settingAt(sources.settings, item.path);
    verdict = judgeValue(item, item.path, text === "" ? undefined : text);
  }
  if (verdict.found || item.env === undefined) return verdict;
  const name = `${item.env}=`;
  const variable = sources.environment().find((line) => line.startsWith(name));
  return judgeValue(item, item.env, variable === undefined ? undefined : variable.slice(name.length));
}

function judgeFlag(item: TestItem, { audit, isMultiple }: Sources): ItemVerdict {
  const { flag } = item;
  if (flag === undefined || flag === "") return judgeValue(item, item.path ?? item.env ?? "it", undefined);
  const processes = audit.flatMap(({ process }) => process ?? []);
  if (/^--[\w.-]+$/.test(flag) && processes.length > 0) {
    return allOf(processes.map((process) => judgeValue(item, flag, flagOf(process, flag.slice(2)))));
  }
  const texts = audit.map(({ text }) => text);
  const lines = isMultiple ? texts : [texts.join("\n")];
  return allOf((lines.length === 0 ? [""] : lines).map((line) => judgeValue(item, flag, valueBehind(line, flag))));
}

/** The first that fails, else the last: each must hold. */
function allOf(verdicts: readonly ItemVerdict[]): ItemVerdict {
  const [first] = verdicts;
  if (first === undefined) throw new Error("no line to judge");
  return verdicts.find(({ passed }) => !passed) ?? verdicts.at(-1) ?? first;
}

/** What stands behind a word: `permissions=644` and `mode: RBAC`; the word itself where nothing does. */
function valueBehind(text: string, word: string): string | undefined {
  const at = text.indexOf(word);
  if (at < 0) return undefined;
  const value = /^(?:=|: *)*(\S*)/.exec(text.slice(at + word.length, at + word.length + 4_096))?.[1] ?? "";
  if (value !== "") return value;
  return word.startsWith("--") ? "true" : word;
}

function judgeValue(item: TestItem, name: string, value: string | undefined): ItemVerdict {
  const found = value !== undefined;
  const observed = found ? `${name} is ${clipped(value)}` : `${name} is not set`;
  if (!item.set) return { passed: !found, found, observed };
  const { op, value: wanted } = item.compare;
  const passed = found && (op === "" || compare(op, value, wanted));
  return { passed, found, observed };
}

function clipped(value: string): string {
  const line = value.replace(/\s+/g, " ");
  return line.length > 120 ? `${line.slice(0, 120)}…` : line === "" ? "empty" : line;
}

/** JSON is YAML, too. */
function settingAt(text: string, path: string): string {
  const { documents, problems } = readYaml(text);
  if (problems.length > 0) throw new BadSettings(problems[0]?.message ?? "");
  return textAt(path, documents[0]?.value);
}

/** A settings file that is neither YAML nor JSON: what it sets is not known. */
export class BadSettings extends Error {}
