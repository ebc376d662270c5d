import { EvaluationFault, type TemplateFunction } from "../../../documents/go-template/evaluate.ts";
import { printed } from "../../../documents/go-template/values.ts";

/** Longest text that one call may make. */
const LONGEST = 4 * 1024 * 1024;

/** Functions over texts, under the names that Helm's templates know them by; the text is the last argument. */
export const texts: Readonly<Record<string, TemplateFunction>> = {
  quote: (args) =>
    args
      .filter(isThere)
      .map((one) => JSON.stringify(printed(one)))
      .join(" "),
  squote: (args) =>
    args
      .filter(isThere)
      .map((one) => `'${printed(one)}'`)
      .join(" "),
  toString: (args: readonly unknown[]) => printed(args[0]),
  trim: ([text]) => printed(text).trim(),
  trimAll: ([cut, text]) => trimmed(printed(text), printed(cut)),
  trimSuffix: ([suffix, text]) => withoutEnd(printed(text), printed(suffix)),
  trimPrefix: ([prefix, text]) => withoutStart(printed(text), printed(prefix)),
  upper: ([text]) => printed(text).toUpperCase(),
  lower: ([text]) => printed(text).toLowerCase(),
  title: ([text]) =>
    printed(text).replace(/(^|\s)(\S)/g, (_, blank: string, letter: string) => blank + letter.toUpperCase()),
  untitle: ([text]) =>
    printed(text).replace(/(^|\s)(\S)/g, (_, blank: string, letter: string) => blank + letter.toLowerCase()),
  repeat: ([times, text]) => repeated(printed(text), Number(times)),
  substr: ([start, end, text]) => substring(printed(text), Number(start), Number(end)),
  nospace: ([text]) => printed(text).replace(/\s/g, ""),
  trunc: ([length, text]) => truncated(printed(text), Number(length)),
  abbrev: ([length, text]) => abbreviated(printed(text), Number(length)),
  contains: ([part, text]) => printed(text).includes(printed(part)),
  hasPrefix: ([prefix, text]) => printed(text).startsWith(printed(prefix)),
  hasSuffix: ([suffix, text]) => printed(text).endsWith(printed(suffix)),
  cat: (args) => args.filter(isThere).map(printed).join(" "),
  replace: ([old, fresh, text]) => bounded(printed(text).replaceAll(printed(old), () => printed(fresh))),
  indent: ([columns, text]) => indented(Number(columns), printed(text)),
  nindent: ([columns, text]) => `\n${indented(Number(columns), printed(text))}`,
  plural: ([one, many, count]) => (Number(count) === 1 ? one : many),
  snakecase: ([text]) => words(text).join("_").toLowerCase(),
  kebabcase: ([text]) => words(text).join("-").toLowerCase(),
  camelcase: ([text]) =>
    words(text)
      .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
      .join(""),
  initials: ([text]) =>
    words(text)
      .map((word) => word.charAt(0))
      .join(""),
  wrap: ([, text]) => printed(text),
  split: ([separator, text]) =>
    Object.fromEntries(
      printed(text)
        .split(printed(separator))
        .map((part, at) => [`_${at}`, part]),
    ),
  splitn: ([separator, count, text]) =>
    Object.fromEntries(splitInto(printed(text), printed(separator), Number(count)).map((part, at) => [`_${at}`, part])),
  splitList: ([separator, text]) => printed(text).split(printed(separator)),
  join: ([separator, list]) =>
    Array.isArray(list) ? list.filter(isThere).map(printed).join(printed(separator)) : printed(list),
  base: ([path]) => printed(path).split("/").findLast(Boolean) ?? ".",
  dir: ([path]) => printed(path).split("/").slice(0, -1).join("/") || ".",
  ext: ([path]) => /\.[^./]*$/.exec(printed(path))?.[0] ?? "",
  clean: ([path]) => printed(path).replace(/\/{2,}/g, "/"),
  isAbs: ([path]) => printed(path).startsWith("/"),
};

function isThere(value: unknown): boolean {
  return value !== undefined && value !== null;
}

function bounded(text: string): string {
  if (text.length > LONGEST) throw new EvaluationFault("a text becomes larger than is looked at");
  return text;
}

function repeated(text: string, times: number): string {
  if (text.length * times > LONGEST) throw new EvaluationFault("a text becomes larger than is looked at");
  return text.repeat(Math.max(0, times || 0));
}

function indented(columns: number, text: string): string {
  const blanks = repeated(" ", columns);
  return bounded(blanks + text.replaceAll("\n", `\n${blanks}`));
}

function trimmed(text: string, cut: string): string {
  let [start, end] = [0, text.length];
  while (start < end && cut.includes(text[start] ?? "")) start++;
  while (end > start && cut.includes(text[end - 1] ?? "")) end--;
  return text.slice(start, end);
}

function withoutEnd(text: string, suffix: string): string {
  return suffix !== "" && text.endsWith(suffix) ? text.slice(0, -suffix.length) : text;
}

function withoutStart(text: string, prefix: string): string {
  return text.startsWith(prefix) ? text.slice(prefix.length) : text;
}

function substring(text: string, start: number, end: number): string {
  if (start < 0) return text.slice(0, end);
  return end < 0 || end > text.length ? text.slice(start) : text.slice(start, end);
}

function truncated(text: string, length: number): string {
  return length < 0 ? text.slice(length) : text.slice(0, length);
}

function abbreviated(text: string, length: number): string {
  return length < 4 || text.length <= length ? text : `${text.slice(0, length - 3)}...`;
}

function splitInto(text: string, separator: string, count: number): string[] {
  const parts = text.split(separator);
  return parts.length <= count ? parts : [...parts.slice(0, count - 1), parts.slice(count - 1).join(separator)];
}

function words(text: unknown): string[] {
  return printed(text)
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .split(/[\s_-]+/)
    .filter(Boolean);
}
