import type { HostEntry } from "../../../sources/host/host-files.ts";
import { type AuditView, globTest } from "./audit-view.ts";
import { type Call, type Line, linesOf, type Printed, type Program, printed } from "./lines.ts";
import { NotUnderstood } from "./script.ts";
import { takeOptions } from "./take-options.ts";

/** Programs that look at files, as far as audits use them. */
export function fileProgramsOn(view: AuditView): Readonly<Record<string, Program>> {
  return {
    cat: (call) => cat(view, call),
    stat: (call) => stat(view, call),
    find: (call) => find(view, call),
    ls: (call) => list(view, call),
    test: ({ args }) => printed([], holds(view, args) ? 0 : 1),
    "[": ({ args }) => printed([], holds(view, inside(args, "]")) ? 0 : 1),
    "[[": ({ args }) => printed([], holds(view, inside(args, "]]")) ? 0 : 1),
  };
}

function cat(view: AuditView, { args, input }: Call): Printed {
  const { words } = takeOptions("cat", args, "");
  if (words.length === 0) return { lines: input ?? [], status: 0 };
  let status = 0;
  const lines: Line[] = [];
  for (const path of words) {
    if (path === "-") lines.push(...(input ?? []));
    else {
      const text = view.read(path);
      if (text === undefined) status = 1;
      else lines.push(...linesOf(text));
    }
  }
  return { lines, status };
}

function stat(view: AuditView, { args }: Call): Printed {
  const { flags, values, words } = takeOptions("stat", args, "L", "c", { "--format": "c", "--printf": "c" });
  const format = values.get("c")?.at(-1);
  if (format === undefined) throw new NotUnderstood("stat without a format");
  // `stat -c %n %a FILE`: the second word is taken for a file that is not there, as stat itself does.
  let status = words.length === 0 ? 1 : 0;
  const texts: string[] = [];
  for (const path of words) {
    if (path.startsWith("%")) continue;
    const entry = view.stat(path, flags.has("L"));
    if (entry === undefined) status = 1;
    else {
      view.seen.add(path);
      texts.push(formatted(view, format.replace(/\\n$/, ""), path, entry));
    }
  }
  return printed(texts, status);
}

function formatted(view: AuditView, format: string, path: string, entry: HostEntry): string {
  return format.replace(/%(.)/g, (all, letter: string) => {
    const { user, group } = view.files.owners(entry);
    if (letter === "a") return entry.mode.toString(8);
    if (letter === "n") return path;
    if (letter === "U") return user;
    if (letter === "G") return group;
    if (letter === "u") return String(entry.uid);
    if (letter === "g") return String(entry.gid);
    if (letter === "%") return "%";
    throw new NotUnderstood(`stat ${all}`);
  });
}

/** `ls -l` and `ls -ld`, of which audits read the mode and the owner. */
function list(view: AuditView, { args }: Call): Printed {
  const { flags, words } = takeOptions("ls", args, "ld1a");
  const texts: string[] = [];
  let status = 0;
  for (const path of words) {
    const entry = view.stat(path, !flags.has("l"));
    if (entry === undefined) {
      status = 2;
      continue;
    }
    const isFolder = entry.type === "directory" && !flags.has("d");
    const names = isFolder ? view.list(path).filter((name) => !name.startsWith(".")) : [path];
    for (const name of names) {
      const one = isFolder ? view.stat(`${path}/${name}`, false) : entry;
      if (one === undefined) continue;
      view.seen.add(isFolder ? `${path}/${name}` : path);
      texts.push(flags.has("l") ? longLine(view, name, one) : name);
    }
  }
  return printed(texts, status);
}

function longLine(view: AuditView, name: string, entry: HostEntry): string {
  const kind = { file: "-", directory: "d", symlink: "l", other: "s" }[entry.type];
  const bits = [..."rwxrwxrwx"].map((letter, index) => ((entry.mode >> (8 - index)) & 1 ? letter : "-")).join("");
  const { user, group } = view.files.owners(entry);
  return `${kind}${bits} 1 ${user} ${group} ${entry.size} Jan  1 00:00 ${name}`;
}

const TYPES: Readonly<Record<string, HostEntry["type"]>> = { f: "file", d: "directory", l: "symlink" };

function find(view: AuditView, { args }: Call): Printed {
  const start = args.findIndex((arg) => arg.startsWith("-") || arg === "!");
  const [paths, tests] = start < 0 ? [args, []] : [args.slice(0, start), args.slice(start)];
  let [least, most] = [0, 64];
  const fits: ((path: string, entry: HostEntry) => boolean)[] = [];
  let stats: readonly string[] | undefined;
  let isNegated = false;
  const demand = (test: (path: string, entry: HostEntry) => boolean) => {
    const wanted = !isNegated;
    fits.push((path, entry) => test(path, entry) === wanted);
    isNegated = false;
  };
  for (let index = 0; index < tests.length; index++) {
    const test = tests[index] ?? "";
    const value = tests[index + 1] ?? "";
    if (test === "-print") continue;
    if (test === "!" || test === "-not") {
      isNegated = true;
      continue;
    }
    if (test === "-exec") {
      const end = tests.findIndex((word, at) => at > index && (word === ";" || word === "+"));
      stats = tests.slice(index + 1, end);
      if (end < 0 || stats[0]?.replace(/^.*\//, "") !== "stat") throw new NotUnderstood("find -exec");
      index = end;
      continue;
    }
    if (test === "-mindepth") least = Number(value);
    else if (test === "-maxdepth") most = Number(value);
    else if (test === "-type" && TYPES[value] !== undefined) demand((_, { type }) => type === TYPES[value]);
    else if (test === "-name" || test === "-iname") {
      const isNamed = globTest(test === "-iname" ? value.toLowerCase() : value);
      const nameOf = (path: string) => path.replace(/\/+$/, "").replace(/^.*\//, "");
      demand((path) => isNamed(test === "-iname" ? nameOf(path).toLowerCase() : nameOf(path)));
    } else throw new NotUnderstood(`find ${test}`);
    index++;
  }
  if (!Number.isInteger(least) || !Number.isInteger(most)) throw new NotUnderstood("find's depth");
  const found: string[] = [];
  let status = 0;
  for (const path of paths) {
    if (view.stat(path, false) === undefined) status = 1;
    for (const { path: one, entry, depth } of view.below(path, most))
      if (depth >= least && fits.every((test) => test(one, entry))) found.push(one);
  }
  if (stats === undefined) return printed(found, status);
  const words = stats.slice(1).flatMap((word) => (word === "{}" ? found : [word]));
  return found.length === 0 ? printed([], status) : stat(view, { args: words, input: undefined });
}

function inside(args: readonly string[], end: string): readonly string[] {
  if (args.at(-1) !== end) throw new NotUnderstood(`a test without ${end}`);
  return args.slice(0, -1);
}

/** The expressions of `test`; one word alone holds where it is not empty. */
function holds(view: AuditView, args: readonly string[]): boolean {
  const [first = "", operator = "", second = ""] = args;
  if (args.length === 0) return false;
  if (args.length === 1) return first !== "";
  if (first === "!") return !holds(view, args.slice(1));
  const joint = args.findIndex((arg, index) => index > 0 && ["-a", "-o", "&&", "||"].includes(arg));
  if (joint > 0) {
    const [left, right] = [args.slice(0, joint), args.slice(joint + 1)];
    const isAnd = args[joint] === "-a" || args[joint] === "&&";
    return isAnd ? holds(view, left) && holds(view, right) : holds(view, left) || holds(view, right);
  }
  if (args.length === 2) {
    if (first === "-z") return operator === "";
    if (first === "-n") return operator !== "";
    const entry = view.stat(operator);
    if (first === "-e" || first === "-r") return entry !== undefined;
    if (first === "-d") return entry?.type === "directory";
    if (first === "-f") return entry?.type === "file";
    if (first === "-s") return (entry?.size ?? 0) > 0;
  }
  if (args.length === 3) {
    if (operator === "=" || operator === "==") return first === second;
    if (operator === "!=") return first !== second;
    const compare = NUMBERS[operator];
    if (compare !== undefined) return compare(Number(first), Number(second));
  }
  throw new NotUnderstood(`test ${args.join(" ").slice(0, 60)}`);
}

const NUMBERS: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  "-eq": (a, b) => a === b,
  "-ne": (a, b) => a !== b,
  "-gt": (a, b) => a > b,
  "-ge": (a, b) => a >= b,
  "-lt": (a, b) => a < b,
  "-le": (a, b) => a <= b,
};
