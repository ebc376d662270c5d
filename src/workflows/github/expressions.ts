import type { PastedExpression, Reference } from "../facts.ts";
import { parseExpression, yielded } from "./expressions/parse.ts";

/** Values of the event that its author writes freely (GitHub, "Security hardening for GitHub Actions"). */
const WRITTEN_BY_ANYONE: readonly RegExp[] = [
  /^github(?:\.event)?$/,
  /^github\.event\.(?:issue|pull_request|discussion)(?:\.(?:title|body))?$/,
  /^github\.event\.(?:comment|review|review_comment)(?:\.body)?$/,
  /^github\.event\.pull_request\.head(?:\.(?:ref|label))?$/,
  /^github\.event\.pull_request\.head\.repo\.(?:default_branch|description|homepage)$/,
  /^github\.event\.workflow_run\.(?:head_branch|display_title)$/,
  /^github\.event\.workflow_run\.head_commit\.(?:message|author\.(?:name|email))$/,
  /^github\.event\.pages\.[^.]+\.page_name$/,
  /^github\.head_ref$/,
];

/** Set by whoever may push. */
const WRITTEN_BY_CONTRIBUTORS: readonly RegExp[] = [
  /^github\.event\.head_commit(?:\.(?:message|author\.(?:name|email)))?$/,
  /^github\.event\.commits(?:\.[^.]+\.(?:message|author\.(?:name|email)))?$/,
  /^github\.event\.release\.(?:tag_name|name|body)$/,
  /^github\.(?:ref_name|ref)$/,
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

/** Environment variables that are themselves set from expressions, by name in lower case; the values of a matrix as `matrix.x`. */
export type Environment = ReadonlyMap<string, string>;

/** Where an expression stands: what its names mean there. */
export interface Scope {
  readonly environment: Environment;
  /** The file, and the job in it: `path#job`. */
  readonly file: string;
  readonly job: string;
  /** Inputs that can only hold one of a few values, or a number, in lower case. */
  readonly fixedInputs: ReadonlySet<string>;
}

/** Values from outside, and values whose origin is elsewhere in the tree. */
export interface Pasted {
  readonly expressions: readonly PastedExpression[];
  readonly follows: readonly Reference[];
}

/** The expressions pasted into a text whose value somebody outside the file sets. Numbers, hashes and fixed lists are not. */
export function pastedInto(text: string, scope: Scope): Pasted {
  const expressions = new Map<string, PastedExpression>();
  const follows = new Map<string, Reference>();
  for (const expression of expressionsIn(text)) {
    const { setBy, nodes } = originOf(expression, scope, 0);
    if (setBy !== undefined) expressions.set(expression, { text: expression, setBy });
    for (const node of nodes) follows.set(`${expression}\n${node}`, { text: expression, node });
  }
  return { expressions: [...expressions.values()], follows: [...follows.values()] };
}

export function together(all: readonly Pasted[]): Pasted {
  return {
    expressions: all.flatMap(({ expressions }) => expressions),
    follows: all.flatMap(({ follows }) => follows),
  };
}

interface Origin {
  readonly setBy: PastedExpression["setBy"] | undefined;
  readonly nodes: readonly string[];
}

const DANGER = ["anyone", "contributor", "caller"] as const;

function originOf(expression: string, scope: Scope, depth: number): Origin {
  const parsed = parseExpression(expression);
  const origins = (parsed === undefined ? [] : yielded(parsed)).flatMap((context) => {
    const value = scope.environment.get(context.replace(/^env\./, ""));
    if (value !== undefined && depth < 3) return expressionsIn(value).map((inner) => originOf(inner, scope, depth + 1));
    const node = nodeOf(context, scope);
    return [{ setBy: setterOf(context, scope), nodes: node === undefined ? [] : [node] }];
  });
  const setters = new Set(origins.map(({ setBy }) => setBy));
  return { setBy: DANGER.find((setter) => setters.has(setter)), nodes: origins.flatMap(({ nodes }) => nodes) };
}

function setterOf(context: string, { fixedInputs }: Scope): PastedExpression["setBy"] | undefined {
  if (WRITTEN_BY_ANYONE.some((pattern) => pattern.test(context))) return "anyone";
  if (WRITTEN_BY_CONTRIBUTORS.some((pattern) => pattern.test(context))) return "contributor";
  if (!WRITTEN_BY_CALLERS.test(context)) return undefined;
  return fixedInputs.has(context.replace(/^(?:github\.event\.)?inputs\./, "")) ? undefined : "caller";
}

/** The node of what another place of the tree sets; see `Flow`. */
function nodeOf(context: string, { file, job }: Scope): string | undefined {
  if (/^steps\.[\w-]+\.outputs\.[\w-]+$/.test(context)) return `${file}#${job}/${context}`;
  if (/^inputs\.[\w-]+$/.test(context)) return `${file}/${context}`;
  if (/^env\.[\w-]+$/.test(context)) return `${file}#${job}/${context}`;
  const [, needed, output] = /^(?:needs|jobs)\.([\w-]+)\.outputs\.([\w-]+)$/.exec(context) ?? [];
  return needed === undefined ? undefined : `${file}#${needed}/outputs.${output}`;
}
