import { type Call, type Line, linesOf, type Printed, type Program, printed } from "./lines.ts";
import { compilePattern } from "./pattern.ts";
import { NotUnderstood } from "./script.ts";
import { takeOptions } from "./take-options.ts";

/** Programs that change text, as far as audits use them. */
export const TEXT_PROGRAMS: Readonly<Record<string, Program>> = {
  echo: ({ args }) => {
    const [first, ...rest] = args;
    if (first === "-n") return printed([rest.join(" ")]);
    return { lines: linesOf(`${args.join(" ")}\n`), status: 0 };
  },
  true: () => printed([]),
  ":": () => printed([]),
  false: () => printed([], 1),
  head: (call) => edge(call, (lines, count) => lines.slice(0, count)),
  tail: (call) => edge(call, (lines, count) => (count === 0 ? [] : lines.slice(-count))),
  uniq: ({ args, input = [] }) => {
    demandPlain("uniq", args);
    return { lines: input.filter((line, index) => line.text !== input[index - 1]?.text), status: 0 };
  },
  sort: ({ args, input = [] }) => {
    const { flags } = takeOptions("sort", args, "ur");
    const sorted = [...input].sort((a, b) => (a.text < b.text ? -1 : a.text > b.text ? 1 : 0));
    if (flags.has("r")) sorted.reverse();
    const isNew = (line: Line, index: number) => line.text !== sorted[index - 1]?.text;
    return { lines: flags.has("u") ? sorted.filter(isNew) : sorted, status: 0 };
  },
  wc: ({ args, input = [] }) => {
    if (args.join(" ") !== "-l") throw new NotUnderstood(`wc ${args.join(" ")}`);
    return printed([String(input.length)]);
  },
  tr: translate,
  cut,
  sed,
  awk,
};

function edge({ args, input = [] }: Call, take: (lines: readonly Line[], count: number) => readonly Line[]): Printed {
  const found = /^(?:-n ?|--lines=|-)(\d{1,6})$|^$/.exec(args.join(" "));
  if (found === null) throw new NotUnderstood(`head or tail ${args.join(" ")}`);
  return { lines: take(input, Number(found[1] ?? 10)), status: 0 };
}

function demandPlain(program: string, args: readonly string[]): void {
  if (args.length > 0) throw new NotUnderstood(`${program} ${args.join(" ")}`);
}

/** `tr -d SET` and `tr SET SET` over single characters. */
function translate({ args, input = [] }: Call): Printed {
  const unescaped = args.map((arg) => arg.replace(/\\n/g, "\n").replace(/\\0/g, "\0").replace(/\\t/g, "\t"));
  const [first = "", second = ""] = unescaped;
  const removes = first === "-d";
  const from = removes ? second : first;
  if (unescaped.length !== 2 || /[[\]]|.-./.test(from)) throw new NotUnderstood(`tr ${args.join(" ")}`);
  const text = input.map((line) => line.text).join("\n");
  let changed = "";
  for (const character of text) {
    const at = from.indexOf(character);
    if (at < 0) changed += character;
    else if (!removes) changed += second.charAt(Math.min(at, second.length - 1));
  }
  const process = input.length === 1 ? input[0]?.process : undefined;
  return { lines: linesOf(changed).map((line) => ({ ...line, ...(process && { process }) })), status: 0 };
}

function cut({ args, input = [] }: Call): Printed {
  const found = /^-d ?(.) -f ?(\d{1,3})(-?)$/.exec(args.join(" "));
  if (found === null) throw new NotUnderstood(`cut ${args.join(" ")}`);
  const [, delimiter = "", field = "", isOpen] = found;
  const at = Number(field) - 1;
  const lines = input.map(({ text }) => {
    if (!text.includes(delimiter)) return text;
    return text
      .split(delimiter)
      .slice(at, isOpen === "-" ? undefined : at + 1)
      .join(delimiter);
  });
  return printed(lines);
}

/** One substitution: `s/PATTERN/REPLACEMENT/` with any mark, `g` and groups. */
function sed({ args, input = [] }: Call): Printed {
  const isExtended = /^-[rE]$/.test(args[0] ?? "");
  const script = args[isExtended ? 1 : 0] ?? "";
  const mark = script.charAt(1);
  const [command, pattern, replacement, wishes] = script.split(mark);
  const isKnown = command === "s" && mark !== "\\" && (wishes === "" || wishes === "g");
  if (args.length !== (isExtended ? 2 : 1) || !isKnown || pattern === undefined || replacement === undefined)
    throw new NotUnderstood(`sed ${args.join(" ").slice(0, 60)}`);
  const compiled = compilePattern(pattern, { syntax: isExtended ? "extended" : "basic" });
  const lines = input.map(({ text }) => {
    let changed = "";
    let at = 0;
    for (let found = compiled.match(text); found !== undefined && at <= text.length; ) {
      const { groups } = found;
      const put = replacement.replace(/\\(\d)|\\(.)|&/g, (all, group, other) =>
        all === "&" ? (groups[0] ?? "") : group === undefined ? other : (groups[Number(group)] ?? ""),
      );
      changed += text.slice(at, found.start) + put;
      at = found.end;
      if (wishes !== "g" || found.end >= text.length) break;
      if (found.end === found.start) changed += text.charAt(at++);
      found = compiled.match(text, at);
    }
    return changed + text.slice(at);
  });
  return printed(lines);
}

/** `awk '{print $N}'` with a separator. */
function awk({ args, input = [] }: Call): Printed {
  const rest = [...args];
  let separator: string | undefined;
  if (rest[0] === "-F") separator = rest.splice(0, 2)[1];
  else if (rest[0]?.startsWith("-F") === true) separator = rest.shift()?.slice(2);
  const field = /^\s*\{\s*print\s+\$(\d{1,3}|NF)\s*;?\s*\}\s*$/.exec(rest[0] ?? "")?.[1];
  if (field === undefined || rest.length !== 1) throw new NotUnderstood(`awk ${args.join(" ").slice(0, 60)}`);
  const compiled =
    separator === undefined || separator === " "
      ? undefined
      : compilePattern(separator.length === 1 ? `[${separator}]` : separator, { syntax: "extended" });
  const lines = input.map(({ text }) => {
    if (field === "0") return text;
    const fields = compiled === undefined ? text.trim().split(/\s+/) : splitBy(text, compiled);
    return (field === "NF" ? fields.at(-1) : fields[Number(field) - 1]) ?? "";
  });
  return printed(lines);
}

function splitBy(text: string, separator: ReturnType<typeof compilePattern>): string[] {
  const fields: string[] = [];
  let at = 0;
  for (let found = separator.match(text); found !== undefined && found.end > found.start; ) {
    fields.push(text.slice(at, found.start));
    at = found.end;
    found = separator.match(text, at);
  }
  fields.push(text.slice(at));
  return fields;
}
