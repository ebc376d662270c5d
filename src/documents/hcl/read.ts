import { type HclToken, tokensOf } from "./tokens.ts";

/** What a file itself says, `true` and `false` as texts; `computed` is what only a run of Terraform would know. */
export type HclValue =
  | { readonly kind: "text"; readonly text: string; readonly line: number }
  | { readonly kind: "list"; readonly items: readonly HclValue[] }
  | { readonly kind: "object"; readonly entries: ReadonlyMap<string, HclValue> }
  | { readonly kind: "computed" };

/** `resource "aws_iam_role" "ci" { … }` */
export interface HclBlock {
  readonly type: string;
  readonly labels: readonly string[];
  readonly attributes: ReadonlyMap<string, HclValue>;
  readonly blocks: readonly HclBlock[];
  readonly line: number;
}

const COMPUTED: HclValue = { kind: "computed" };
const DEEPEST = 40;

/** The blocks at the top of a Terraform file. What does not fit the grammar is passed over up to the end of its line. */
export function readHcl(text: string): readonly HclBlock[] {
  return new Reader([...tokensOf(text)]).body(0).blocks;
}

class Reader {
  readonly #tokens: readonly HclToken[];
  #at = 0;

  constructor(tokens: readonly HclToken[]) {
    this.#tokens = tokens;
  }

  /** Up to the brace that closes it, or the end. */
  body(depth: number): Pick<HclBlock, "attributes" | "blocks"> {
    const attributes = new Map<string, HclValue>();
    const blocks: HclBlock[] = [];
    for (let token = this.#next(); token !== undefined; token = this.#next()) {
      if (isSign(token, "}")) break;
      if (token.kind !== "word") continue;
      if (isSign(this.#peek(), "=")) {
        this.#at++;
        attributes.set(token.value, this.#value(depth));
        this.#skipLine();
        continue;
      }
      const labels: string[] = [];
      while (this.#peek()?.kind === "text" || this.#peek()?.kind === "word") labels.push(this.#next()?.value ?? "");
      if (!isSign(this.#peek(), "{")) this.#skipLine();
      else if (depth < DEEPEST) {
        this.#at++;
        blocks.push({ type: token.value, labels, line: token.line, ...this.body(depth + 1) });
      } else this.#skipGroup();
    }
    return { attributes, blocks };
  }

  #value(depth: number): HclValue {
    const token = this.#peek();
    if (token === undefined || depth > DEEPEST) return COMPUTED;
    if (token.kind === "text" || (token.kind === "word" && /^(?:true|false)$/.test(token.value))) {
      this.#at++;
      return this.#isEnd() ? { kind: "text", text: token.value, line: token.line } : COMPUTED;
    }
    if (isSign(token, "[")) return this.#list(depth + 1);
    if (isSign(token, "{")) return this.#object(depth + 1);
    if (token.kind === "word" && token.value === "jsonencode" && isSign(this.#peek(1), "(")) {
      this.#at += 2;
      this.#skipLineEnds();
      return this.#value(depth + 1);
    }
    return COMPUTED;
  }

  /** Whether a value has ended: an operator behind it would make it another. */
  #isEnd(): boolean {
    const token = this.#peek();
    return token === undefined || token.kind === "line-end" || [",", "]", "}", ")"].some((sign) => isSign(token, sign));
  }

  #list(depth: number): HclValue {
    this.#at++;
    const items: HclValue[] = [];
    for (;;) {
      this.#skipLineEnds();
      const token = this.#peek();
      if (token === undefined || isSign(token, "]")) break;
      items.push(this.#value(depth));
      this.#skipTo(",", "]");
      if (isSign(this.#peek(), ",")) this.#at++;
    }
    this.#at++;
    return { kind: "list", items };
  }

  #object(depth: number): HclValue {
    this.#at++;
    const entries = new Map<string, HclValue>();
    for (;;) {
      this.#skipLineEnds();
      const token = this.#next();
      if (token === undefined || isSign(token, "}")) break;
      const isEntry = token.kind !== "sign" && (isSign(this.#peek(), "=") || isSign(this.#peek(), ":"));
      if (!isEntry) continue;
      this.#at++;
      entries.set(token.value, this.#value(depth));
      this.#skipTo(",", "}", "\n");
      if (isSign(this.#peek(), ",")) this.#at++;
    }
    return { kind: "object", entries };
  }

  #peek(ahead = 0): HclToken | undefined {
    return this.#tokens[this.#at + ahead];
  }

  #next(): HclToken | undefined {
    return this.#tokens[this.#at++];
  }

  #skipLineEnds(): void {
    while (this.#peek()?.kind === "line-end") this.#at++;
  }

  #skipLine(): void {
    this.#skipTo("\n", "}");
  }

  /** Up to one of the signs that stands outside of further brackets. */
  #skipTo(...signs: readonly string[]): void {
    for (let token = this.#peek(); token !== undefined; token = this.#peek()) {
      if (signs.some((sign) => (sign === "\n" ? token?.kind === "line-end" : isSign(token, sign)))) return;
      if (isOpening(token)) this.#skipGroup();
      else this.#at++;
    }
  }

  #skipGroup(): void {
    let depth = 0;
    for (let token = this.#next(); token !== undefined; token = this.#next()) {
      if (isOpening(token)) depth++;
      else if ([")", "]", "}"].some((sign) => isSign(token, sign)) && --depth <= 0) return;
    }
  }
}

function isSign(token: HclToken | undefined, sign: string): boolean {
  return token?.kind === "sign" && token.value === sign;
}

function isOpening(token: HclToken): boolean {
  return ["(", "[", "{"].some((sign) => isSign(token, sign));
}
