import type { Branch, Command, Operand, ParsedTemplate, Pipeline, TemplateNode } from "./nodes.ts";
import { faultAt, type Piece, piecesOf, type Token } from "./tokens.ts";

/** How deep blocks and brackets may lie in each other. */
const DEEPEST = 200;

/**
 * Reads a Go template (text/template) into its parts.
 * @throws TemplateFault with the line, for what is none
 */
export function parseTemplate(text: string): ParsedTemplate {
  const parser = new Parser(text);
  const body = parser.body(undefined);
  return { body, defined: parser.defined };
}

/** Where a body ended. */
type Ending = "end" | "else" | "text";

class Parser {
  readonly defined = new Map<string, readonly TemplateNode[]>();
  readonly #text: string;
  readonly #pieces: Piece[];
  #next = 0;
  #depth = 0;
  /** The action that ended the last body. */
  #last: Action | undefined;

  constructor(text: string) {
    this.#text = text;
    this.#pieces = piecesOf(text);
  }

  /** @param opened the action whose `end` is waited for; undefined for the file itself */
  body(opened: Action | undefined): TemplateNode[] {
    const nodes: TemplateNode[] = [];
    const ending = this.#fill(nodes);
    if (opened === undefined && ending !== "text") throw this.#fault(this.#last, "an `end` or `else` of nothing");
    if (opened !== undefined && ending === "text") throw this.#fault(opened, "a block that does not end");
    return nodes;
  }

  #fill(nodes: TemplateNode[]): Ending {
    if (++this.#depth > DEEPEST) throw this.#fault(this.#last, "blocks too deep in each other");
    for (;;) {
      const piece = this.#pieces[this.#next++];
      if (piece === undefined) {
        this.#depth--;
        return "text";
      }
      if (piece.kind === "text") {
        nodes.push(piece);
        continue;
      }
      const action = new Action(this.#text, piece.tokens, piece.start, piece.end);
      const word = action.takeKeyword();
      if (word === "end" || word === "else") {
        this.#last = action;
        this.#depth--;
        return word;
      }
      const node = this.#node(word, action);
      if (node !== undefined) nodes.push(node);
    }
  }

  #node(word: string, action: Action): TemplateNode | undefined {
    const { start, end } = action;
    switch (word) {
      case "if":
      case "with":
        return this.#chain(word, action);
      case "range": {
        const pipeline = action.pipeline();
        const body = this.body(action);
        const otherwise = this.#wasElse() ? this.body(action) : [];
        return { kind: "range", start, pipeline, body, otherwise };
      }
      case "define":
        this.defined.set(action.name(), this.body(action));
        return undefined;
      case "block": {
        const name = action.name();
        const argument = action.pipeline();
        this.defined.set(name, this.body(action));
        return { kind: "template", name, argument, start, end };
      }
      case "template": {
        const name = action.name();
        return { kind: "template", name, argument: action.isDone() ? undefined : action.pipeline(), start, end };
      }
      case "break":
      case "continue":
        return { kind: word };
      default:
        return { kind: "output", pipeline: action.pipeline(), start, end };
    }
  }

  #chain(kind: "if" | "with", first: Action): TemplateNode {
    const branches: Branch[] = [];
    let action = first;
    for (;;) {
      const condition = action.pipeline();
      branches.push({ start: action.start, condition, body: this.body(first) });
      const ended = this.#last;
      if (!this.#wasElse() || ended === undefined) return { kind, branches, otherwise: [] };
      if (ended.isDone()) return { kind, branches, otherwise: this.body(first) };
      if (ended.takeKeyword() !== kind) throw this.#fault(ended, "an `else` of another kind");
      action = ended;
    }
  }

  #wasElse(): boolean {
    return this.#last?.keyword === "else";
  }

  #fault(action: Action | undefined, message: string): Error {
    return faultAt(this.#text, action?.start ?? this.#text.length, message);
  }
}

const KEYWORDS = new Set(["if", "with", "range", "define", "block", "template", "end", "else", "break", "continue"]);

/** What stands between the braces, read from left to right. */
class Action {
  /** The last keyword that was taken. */
  keyword = "";
  readonly start: number;
  readonly end: number;
  readonly #text: string;
  readonly #tokens: readonly Token[];
  #next = 0;
  #depth = 0;

  constructor(text: string, tokens: readonly Token[], start: number, end: number) {
    this.#text = text;
    this.#tokens = tokens;
    this.start = start;
    this.end = end;
  }

  takeKeyword(): string {
    const token = this.#tokens[this.#next];
    if (token?.kind !== "word" || !KEYWORDS.has(token.text)) return "";
    this.#next++;
    this.keyword = token.text;
    return token.text;
  }

  isDone(): boolean {
    return this.#next >= this.#tokens.length;
  }

  name(): string {
    const token = this.#tokens[this.#next++];
    if (token?.kind !== "literal" || typeof token.value !== "string") throw this.#fault("a template without a name");
    return token.value;
  }

  pipeline(): Pipeline {
    if (++this.#depth > DEEPEST) throw this.#fault("brackets too deep in each other");
    const { variables, declares } = this.#variables();
    const commands: Command[] = [this.#command()];
    while (this.#takeSymbol("|")) commands.push(this.#command());
    this.#depth--;
    if (this.#depth === 0 && !this.isDone()) throw this.#fault("more than a pipeline");
    return { variables, declares, commands };
  }

  #variables(): { variables: string[]; declares: boolean } {
    const before = this.#next;
    const variables: string[] = [];
    do {
      const token = this.#tokens[this.#next];
      if (token?.kind !== "variable") break;
      variables.push(token.text);
      this.#next++;
    } while (this.#takeSymbol(","));
    const declares = this.#takeSymbol(":=");
    if (variables.length > 0 && (declares || this.#takeSymbol("="))) return { variables, declares };
    this.#next = before;
    return { variables: [], declares: false };
  }

  #command(): Command {
    const first = this.#operand();
    if (first === undefined) throw this.#fault("a value is missing");
    const rest: Operand[] = [];
    for (let operand = this.#operand(); operand !== undefined; operand = this.#operand()) rest.push(operand);
    return [first, ...rest];
  }

  #operand(): Operand | undefined {
    const token = this.#tokens[this.#next];
    switch (token?.kind) {
      case "literal":
        this.#next++;
        return { kind: "literal", value: token.value };
      case "word":
        this.#next++;
        return { kind: "function", name: token.text };
      case "variable":
        this.#next++;
        return { kind: "variable", name: token.text, fields: this.#fields(false) };
      case "field":
        return { kind: "dot", fields: this.#fields(true) };
      case "symbol":
        return this.#bracketed(token.text);
      default:
        return undefined;
    }
  }

  #bracketed(symbol: string): Operand | undefined {
    if (symbol === ".") {
      this.#next++;
      return { kind: "dot", fields: [] };
    }
    if (symbol !== "(") return undefined;
    this.#next++;
    const pipeline = this.pipelineInside();
    if (!this.#takeSymbol(")")) throw this.#fault("a bracket that does not close");
    return { kind: "nested", pipeline, fields: this.#fields(false) };
  }

  /** As `pipeline`, but more may follow. */
  pipelineInside(): Pipeline {
    this.#depth++;
    const pipeline = this.pipeline();
    this.#depth--;
    return pipeline;
  }

  /** Fields that follow without a blank. @param isFirst whether the next one may stand after a blank */
  #fields(isFirst: boolean): string[] {
    const fields: string[] = [];
    for (;;) {
      const token = this.#tokens[this.#next];
      if (token?.kind !== "field" || (token.spaced && !(isFirst && fields.length === 0))) return fields;
      fields.push(token.text);
      this.#next++;
    }
  }

  #takeSymbol(symbol: string): boolean {
    const token = this.#tokens[this.#next];
    if (token?.kind !== "symbol" || token.text !== symbol) return false;
    this.#next++;
    return true;
  }

  #fault(message: string): Error {
    return faultAt(this.#text, this.#tokens[this.#next]?.at ?? this.start, message);
  }
}
