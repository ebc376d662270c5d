import type { PastedExpression } from "../facts.ts";

/** Values of the event that its author writes freely (GitHub, "Security hardening for GitHub Actions"). */
const WRITTEN_BY_ANYONE: readonly RegExp[] = [
  /^github\.event\.(?:issue|pull_request|discussion)\.(?:title|body)$/,
  /^github\.event\.(?:comment|review|review_comment)\.body$/,
  /^github\.event\.pull_request\.head\.(?:ref|label)$/,
  /^github\.event\.pull_request\.head\.repo\.(?:default_branch|description|homepage)$/,
  /^github\.event\.workflow_run\.(?:head_branch|display_title)$/,
  /^github\.event\.workflow_run\.head_commit\.(?:message|author\.(?:name|email))$/,
  /^github\.event\.pages\.[^.]+\.page_name$/,
  /^github\.head_ref$/,
];

/** Set by whoever may push. */
const WRITTEN_BY_CONTRIBUTORS: readonly RegExp[] = [
  /^github\.event\.head_commit\.(?:message|author\.(?:name|email))$/,
  /^github\.event\.commits\.[^.]+\.(?:message|author\.(?:name|email))$/,
  /^github\.(?:ref_name|ref|base_ref)$/,
];

const WRITTEN_BY_CALLERS = /^(?:inputs|github\.event\.inputs|github\.event\.client_payload)\./;

const LONGEST_EXPRESSION = 4_096;

/** The insides of `${{ … }}` in a text, trimmed. Linear: an expression that does not end within bounds is passed over. */
export function expressionsIn(text: string): string[] {
  const found: string[] = [];
  for (let start = text.indexOf("${{"); start !== -1; start = text.indexOf("${{", start + 3)) {
    const end = text.indexOf("}}", start);
    if (end === -1) break;
    if (end - start <= LONGEST_EXPRESSION) found.push(text.slice(start + 3, end).trim());
  }
  return found;
}

/** Environment variables that are themselves set from expressions. */
export type Environment = ReadonlyMap<string, string>;

/** The expressions pasted into a text whose value somebody outside the file sets. Numbers, hashes and fixed lists are not. */
export function pastedInto(text: string, environment: Environment): PastedExpression[] {
  const pasted = new Map<string, PastedExpression>();
  for (const expression of expressionsIn(text)) {
    const setBy = setterOf(expression, environment, 0);
    if (setBy !== undefined) pasted.set(expression, { text: expression, setBy });
  }
  return [...pasted.values()];
}

function setterOf(expression: string, environment: Environment, depth: number): PastedExpression["setBy"] | undefined {
  const contexts = contextsIn(expression);
  const fromEnvironment = contexts.flatMap((context) => {
    const name = /^env\.([\w-]+)$/.exec(context)?.[1];
    const value = name === undefined ? undefined : environment.get(name);
    if (value === undefined || depth > 3) return [];
    return expressionsIn(value).flatMap((inner) => setterOf(inner, environment, depth + 1) ?? []);
  });
  const setters = new Set([...contexts.flatMap((context) => setterOfContext(context) ?? []), ...fromEnvironment]);
  return (["anyone", "contributor", "caller"] as const).find((setter) => setters.has(setter));
}

function setterOfContext(context: string): PastedExpression["setBy"] | undefined {
  if (WRITTEN_BY_ANYONE.some((pattern) => pattern.test(context))) return "anyone";
  if (WRITTEN_BY_CONTRIBUTORS.some((pattern) => pattern.test(context))) return "contributor";
  return WRITTEN_BY_CALLERS.test(context) ? "caller" : undefined;
}

/**
 * The contexts whose *value* an expression can yield: `github.event.issue.title` in `format('x', …)`, but not those
 * that are only compared, since `==`, `contains()` and the like yield true or false.
 */
function contextsIn(expression: string): string[] {
  const lower = expression.toLowerCase();
  if (
    /^(?:!|contains\(|startswith\(|endswith\(|hashfiles\()/.test(lower) &&
    !lower.includes("||") &&
    !lower.includes("&&")
  )
    return [];
  const withoutText = lower.replace(/'(?:[^']|'')*'/g, "''");
  const compared = /(?:[\w.*-]+)\s*(?:==|!=|<|>)\s*(?:[\w.*'-]+)/g;
  const yielded = withoutText
    .replace(compared, " ")
    .replace(/\b(?:contains|startswith|endswith|hashfiles)\([^()]*\)/g, " ");
  return [...yielded.replaceAll("['", ".").matchAll(/[a-z_][\w-]*(?:\.(?:[\w*-]+))+/g)].map(([context]) => context);
}
