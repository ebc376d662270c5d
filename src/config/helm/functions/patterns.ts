import { RE2JS, RE2JSException } from "re2js";
import { EvaluationFault, type TemplateFunction } from "../../../documents/go-template/evaluate.ts";
import { printed } from "../../../documents/go-template/values.ts";
import { withMust } from "./lists.ts";

/** Functions over regular expressions, in Go's dialect; they come from the chart, so they run in linear time. */
export const patterns: Readonly<Record<string, TemplateFunction>> = withMust({
  regexMatch: ([pattern, text]) => compiled(pattern).test(printed(text)),
  regexFind: ([pattern, text]) => {
    const matcher = compiled(pattern).matcher(printed(text));
    return matcher.find() ? (matcher.group() ?? "") : "";
  },
  regexFindAll: ([pattern, text, most]) => all(pattern, text, Number(most)),
  regexReplaceAll: ([pattern, text, by]) =>
    compiled(pattern)
      .matcher(printed(text))
      .replaceAll(asJavaScript(printed(by))),
  regexReplaceAllLiteral: ([pattern, text, by]) =>
    compiled(pattern).matcher(printed(text)).replaceAll(printed(by).replaceAll("$", "$$$$")),
  regexSplit: ([pattern, text, most]) => split(pattern, printed(text), Number(most)),
  regexQuoteMeta: ([text]) => RE2JS.quote(printed(text)),
});

const known = new Map<string, RE2JS>();

function compiled(pattern: unknown): RE2JS {
  const text = printed(pattern);
  const before = known.get(text);
  if (before !== undefined) return before;
  try {
    const made = RE2JS.compile(text.slice(0, 2_000));
    if (known.size < 500) known.set(text, made);
    return made;
  } catch (error) {
    if (error instanceof RE2JSException) throw new EvaluationFault("a regular expression that is none");
    throw error;
  }
}

/** Go writes `${1}` and `$1`, JavaScript `$1`; Go's `$1x` names a group called 1x, which no chart means. */
function asJavaScript(replacement: string): string {
  return replacement.replace(/\$\{(\d+)\}/g, "$$$1").replace(/\$\{([A-Za-z_]\w*)\}/g, "$$<$1>");
}

function all(pattern: unknown, text: unknown, most: number): string[] {
  const matcher = compiled(pattern).matcher(printed(text));
  const found: string[] = [];
  const limit = most < 0 ? Number.POSITIVE_INFINITY : most;
  while (found.length < limit && matcher.find()) found.push(matcher.group() ?? "");
  return found;
}

function split(pattern: unknown, text: string, most: number): string[] {
  const matcher = compiled(pattern).matcher(text);
  const parts: string[] = [];
  let from = 0;
  const limit = most < 0 ? Number.POSITIVE_INFINITY : most - 1;
  while (parts.length < limit && matcher.find()) {
    if (matcher.end() === 0) continue;
    parts.push(text.slice(from, matcher.start()));
    from = matcher.end();
  }
  return most === 0 ? [] : [...parts, text.slice(from)];
}
