/** An expression of GitHub's language, as far as its meaning matters here. */
export type Expression =
  | { readonly kind: "literal"; readonly value: string | number | boolean | null }
  /** A way into the contexts in lower case, `github.event.issue.title`; a computed index is `[]`. */
  | { readonly kind: "context"; readonly path: string }
  | { readonly kind: "call"; readonly name: string; readonly args: readonly Expression[] }
  | { readonly kind: "not"; readonly of: Expression }
  | { readonly kind: "and" | "or"; readonly left: Expression; readonly right: Expression }
  | { readonly kind: "compare"; readonly operator: string; readonly left: Expression; readonly right: Expression };

const LONGEST = 8_192;
const DEEPEST = 40;

const TOKEN =
  /\s+|'(?:[^']|'')*'|&&|\|\||==|!=|<=|>=|[!<>()[\],.*]|0x[\da-f]+|-?\d+(?:\.\d+)?(?:e[+-]?\d+)?|[a-z_][\w-]*/giy;

const known = new Map<string, Expression | undefined>();

/** The meaning of the text between `${{` and `}}`; undefined when it is none. */
export function parseExpression(text: string): Expression | undefined {
  if (known.has(text)) return known.get(text);
  const tokens = tokensOf(text);
  const parser = tokens === undefined ? undefined : new Parser(tokens);
  const parsed = parser?.whole();
  if (known.size > 10_000) known.clear();
  known.set(text, parsed);
  return parsed;
}

function tokensOf(text: string): string[] | undefined {
  if (text.length > LONGEST) return undefined;
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const token = TOKEN.exec(text)?.[0];
    if (token === undefined) return undefined;
    if (token.trim() !== "") tokens.push(token);
  }
  return tokens;
}

class Parser {
  readonly #tokens: readonly string[];
  #at = 0;
  #depth = 0;
  #isBroken = false;

  constructor(tokens: readonly string[]) {
    this.#tokens = tokens;
  }

  whole(): Expression | undefined {
    const expression = this.#or();
    return this.#isBroken || this.#at < this.#tokens.length ? undefined : expression;
  }

  #or(): Expression {
    if (++this.#depth > DEEPEST) return this.#broken();
    let left = this.#and();
    while (this.#takes("||")) left = { kind: "or", left, right: this.#and() };
    this.#depth--;
    return left;
  }

  #and(): Expression {
    let left = this.#comparison();
    while (this.#takes("&&")) left = { kind: "and", left, right: this.#comparison() };
    return left;
  }

  #comparison(): Expression {
    let left = this.#unary();
    while (["==", "!=", "<", ">", "<=", ">="].includes(this.#next())) {
      const operator = this.#take();
      left = { kind: "compare", operator, left, right: this.#unary() };
    }
    return left;
  }

  #unary(): Expression {
    let negations = 0;
    while (this.#takes("!")) negations++;
    let expression = this.#primary();
    for (; negations > 0 && !this.#isBroken; negations--) {
      if (negations > DEEPEST) return this.#broken();
      expression = { kind: "not", of: expression };
    }
    return expression;
  }

  #primary(): Expression {
    const token = this.#take();
    if (token === "(") {
      const inner = this.#or();
      if (!this.#takes(")")) return this.#broken();
      return this.#access(inner);
    }
    if (token.startsWith("'")) return { kind: "literal", value: token.slice(1, -1).replaceAll("''", "'") };
    if (/^(?:-?\d|0x)/i.test(token)) return { kind: "literal", value: Number(token) };
    if (!/^[a-z_]/i.test(token)) return this.#broken();
    const name = token.toLowerCase();
    if (name === "true" || name === "false") return { kind: "literal", value: name === "true" };
    if (name === "null") return { kind: "literal", value: null };
    if (this.#takes("(")) return this.#access(this.#call(name));
    return this.#access({ kind: "context", path: name });
  }

  #call(name: string): Expression {
    const args: Expression[] = [];
    if (this.#takes(")")) return { kind: "call", name, args };
    do args.push(this.#or());
    while (!this.#isBroken && this.#takes(","));
    return this.#takes(")") ? { kind: "call", name, args } : this.#broken();
  }

  /** `.name`, `.*` and `['name']` behind a value. What is reached inside a call's answer is still that answer's. */
  #access(base: Expression): Expression {
    let path = base.kind === "context" ? base.path : undefined;
    for (;;) {
      let part = "[]";
      if (this.#takes(".")) part = this.#take().toLowerCase();
      else if (this.#takes("[")) {
        const index = this.#next() === "*" ? undefined : this.#or();
        if (index === undefined) this.#at++;
        if (!this.#takes("]")) return this.#broken();
        part = index === undefined ? "*" : index.kind === "literal" ? String(index.value).toLowerCase() : "[]";
      } else return path === undefined ? base : { kind: "context", path };
      if (part === "") return this.#broken();
      if (path !== undefined) path = `${path}.${part}`;
    }
  }

  #next(): string {
    return this.#tokens[this.#at] ?? "";
  }

  #take(): string {
    return this.#tokens[this.#at++] ?? "";
  }

  #takes(token: string): boolean {
    if (this.#next() !== token) return false;
    this.#at++;
    return true;
  }

  #broken(): Expression {
    this.#isBroken = true;
    this.#at = this.#tokens.length;
    return { kind: "literal", value: null };
  }
}

/**
 * The contexts whose *value* an expression can yield: both sides of `||`, the right side of `&&` (the left one only
 * when it is empty), what `format()` and `join()` put together; not what is only compared or counted.
 */
export function yielded(expression: Expression): string[] {
  switch (expression.kind) {
    case "context":
      return [expression.path];
    case "call":
      return YIELDS_ITS_ARGUMENTS.has(expression.name) ? expression.args.flatMap(yielded) : [];
    case "or":
      return [...yielded(expression.left), ...yielded(expression.right)];
    case "and":
      return yielded(expression.right);
    default:
      return [];
  }
}

const YIELDS_ITS_ARGUMENTS = new Set(["format", "join", "tojson", "fromjson", "case"]);

/** The texts that an expression chooses from; undefined when it can yield anything else. */
export function literalsOf(expression: Expression): string[] | undefined {
  if (expression.kind === "literal") return typeof expression.value === "string" ? [expression.value] : [];
  if (expression.kind === "and") return literalsOf(expression.right);
  if (expression.kind !== "or") return undefined;
  const [left, right] = [literalsOf(expression.left), literalsOf(expression.right)];
  return left === undefined || right === undefined ? undefined : [...left, ...right];
}

/** Every part of an expression, itself first. */
export function* partsOf(expression: Expression): Iterable<Expression> {
  yield expression;
  if (expression.kind === "call") for (const arg of expression.args) yield* partsOf(arg);
  else if (expression.kind === "not") yield* partsOf(expression.of);
  else if (expression.kind === "and" || expression.kind === "or" || expression.kind === "compare") {
    yield* partsOf(expression.left);
    yield* partsOf(expression.right);
  }
}
