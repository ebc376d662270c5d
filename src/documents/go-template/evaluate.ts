import type { Branch, Command, Operand, Pipeline, TemplateNode } from "./nodes.ts";
import { isDict, isTrue, ownValue, printed, sortedEntries } from "./values.ts";

/** A template that is known by a name, with the file whose text its offsets count in. */
export interface NamedTemplate {
  readonly body: readonly TemplateNode[];
  readonly file: string;
}

/** A piece of what was rendered. */
export interface Chunk {
  readonly text: string;
  readonly file: string;
  /** UTF-16 offset into the file: of this text where it stands there, else of the action that made it. */
  readonly at: number;
  /** Whether the text stands in the file as it is; else an action made it. */
  readonly literal: boolean;
  /** Where the values come from that the action read, each a way from the root that `origins` knows. */
  readonly reads: readonly Origin[];
}

/** The way to a value: names of fields from a root. */
export type Origin = readonly string[];

export type TemplateFunction = (args: readonly unknown[], render: Renderer) => unknown;

/** What a function may ask of the evaluation that called it. */
export interface Renderer {
  include(name: string, data: unknown): string;
  /** Takes steps for work whose size is only known while it is done. */
  spend(steps: number): void;
}

export interface Evaluation {
  readonly templates: ReadonlyMap<string, NamedTemplate>;
  readonly functions: Readonly<Record<string, TemplateFunction>>;
  /** Where maps and lists of the data come from, for what is asked for `reads`. */
  readonly origins: WeakMap<object, Origin>;
  readonly budget: Budget;
}

/** Bounds what templates may cost; shared by all of one rendering. */
export class Budget {
  #steps: number;
  #characters: number;

  constructor({ steps, characters }: { steps: number; characters: number }) {
    this.#steps = steps;
    this.#characters = characters;
  }

  step(cost = 1): void {
    this.#steps -= cost;
    if (this.#steps < 0) throw new EvaluationFault("takes more steps than are given");
  }

  write(text: string): string {
    this.#characters -= text.length;
    if (this.#characters < 0) throw new EvaluationFault("becomes larger than is looked at");
    return text;
  }
}

/** What a template cannot do with the values that it is given. */
export class EvaluationFault extends Error {
  /** Offset into the file, once it is known. */
  at: number | undefined;
  file: string | undefined;
}

/** How deep templates may include each other. */
const DEEPEST = 150;

type Ended = "through" | "break" | "continue";

/** Renders a template. @throws EvaluationFault where it fails, as the program that it is written for would */
export function evaluateTemplate(template: NamedTemplate, data: unknown, evaluation: Evaluation): Chunk[] {
  return new Run(evaluation, 0).render(template, data);
}

class Run implements Renderer {
  readonly #evaluation: Evaluation;
  readonly #depth: number;
  readonly #chunks: Chunk[] = [];
  readonly #reads: Origin[];
  #frames: Map<string, unknown>[] = [];
  #file = "";

  constructor(evaluation: Evaluation, depth: number, reads: Origin[] = []) {
    if (depth > DEEPEST) throw new EvaluationFault("templates include each other too deep");
    this.#evaluation = evaluation;
    this.#depth = depth;
    this.#reads = reads;
  }

  render({ body, file }: NamedTemplate, data: unknown): Chunk[] {
    this.#file = file;
    this.#frames = [new Map([["$", data]])];
    this.#body(body, data);
    return this.#chunks;
  }

  spend(steps: number): void {
    this.#evaluation.budget.step(steps);
  }

  include(name: string, data: unknown): string {
    const template = this.#evaluation.templates.get(name);
    if (template === undefined) throw new EvaluationFault(`no template is called ${JSON.stringify(name)}`);
    return this.#evaluation.budget.write(
      new Run(this.#evaluation, this.#depth + 1, this.#reads)
        .render(template, data)
        .map(({ text }) => text)
        .join(""),
    );
  }

  #body(nodes: readonly TemplateNode[], dot: unknown): Ended {
    for (const node of nodes) {
      this.#evaluation.budget.step();
      const ended = this.#node(node, dot);
      if (ended !== "through") return ended;
    }
    return "through";
  }

  #node(node: TemplateNode, dot: unknown): Ended {
    switch (node.kind) {
      case "text":
        this.#write({ text: node.text, file: this.#file, at: node.start, literal: true, reads: [] });
        return "through";
      case "output":
        this.#placed(node.start, () => {
          this.#forgetReads();
          const value = this.#pipeline(node.pipeline, dot);
          const text = node.pipeline.variables.length > 0 ? "" : printed(value);
          this.#write({ text, file: this.#file, at: node.start, literal: false, reads: [...this.#reads] });
        });
        return "through";
      case "template":
        this.#placed(node.start, () => {
          this.#forgetReads();
          const data = node.argument === undefined ? undefined : this.#pipeline(node.argument, dot);
          const text = this.include(node.name, data);
          this.#write({ text, file: this.#file, at: node.start, literal: false, reads: [...this.#reads] });
        });
        return "through";
      case "if":
      case "with":
        return this.#chain(node.kind, node.branches, node.otherwise, dot);
      case "range":
        return this.#framed(() => this.#range(node, dot));
      default:
        return node.kind;
    }
  }

  /** What an included template reads, it reads for the action that includes it. */
  #forgetReads(): void {
    if (this.#depth === 0) this.#reads.length = 0;
  }

  #write(chunk: Chunk): void {
    if (chunk.text === "") return;
    this.#evaluation.budget.write(chunk.text);
    this.#chunks.push(chunk);
  }

  /** Says of what fails where it stands. */
  #placed<T>(at: number, work: () => T): T {
    try {
      return work();
    } catch (fault) {
      if (fault instanceof EvaluationFault && fault.at === undefined) {
        fault.at = at;
        fault.file = this.#file;
      }
      throw fault;
    }
  }

  #framed(work: () => Ended): Ended {
    this.#frames.push(new Map());
    try {
      return work();
    } finally {
      this.#frames.pop();
    }
  }

  #chain(kind: "if" | "with", branches: readonly Branch[], otherwise: readonly TemplateNode[], dot: unknown): Ended {
    return this.#framed(() => {
      for (const { start, condition, body } of branches) {
        const value = this.#placed(start, () => this.#pipeline(condition, dot));
        if (isTrue(value)) return this.#framed(() => this.#body(body, kind === "with" ? value : dot));
      }
      return this.#framed(() => this.#body(otherwise, dot));
    });
  }

  #range(node: Extract<TemplateNode, { kind: "range" }>, dot: unknown): Ended {
    const { variables, commands } = node.pipeline;
    const list: Pipeline = { variables: [], declares: false, commands };
    const entries = this.#placed(node.start, () => entriesOf(this.#pipeline(list, dot)));
    if (entries.length === 0) return this.#body(node.otherwise, dot);
    for (const [key, item] of entries) {
      this.#evaluation.budget.step();
      const ended = this.#framed(() => {
        const [first, second] = variables;
        if (second !== undefined) this.#set(second, item, node.pipeline.declares);
        if (first !== undefined) this.#set(first, second === undefined ? item : key, node.pipeline.declares);
        return this.#body(node.body, item);
      });
      if (ended === "break") break;
    }
    return "through";
  }

  #set(name: string, value: unknown, declares: boolean): void {
    const frame = declares ? this.#frames.at(-1) : this.#frames.findLast((one) => one.has(name));
    if (frame === undefined) throw new EvaluationFault(`no variable is called ${name}`);
    frame.set(name, value);
  }

  #pipeline({ variables, declares, commands }: Pipeline, dot: unknown): unknown {
    let value: unknown;
    for (const [index, command] of commands.entries()) value = this.#command(command, dot, index === 0 ? [] : [value]);
    for (const name of variables) this.#set(name, value, declares);
    return value;
  }

  #command([first, ...rest]: Command, dot: unknown, piped: readonly unknown[]): unknown {
    this.#evaluation.budget.step();
    if (first.kind === "function" && (first.name === "and" || first.name === "or"))
      return this.#shortCut(first.name, rest, dot, piped);
    const args = () => [...rest.map((operand) => this.#operand(operand, dot, [])), ...piped];
    if (first.kind === "function") return this.#call(first.name, args());
    const value = this.#operand(first, dot, args);
    return value;
  }

  /** `and` and `or` do not look at what no longer matters. */
  #shortCut(name: "and" | "or", rest: readonly Operand[], dot: unknown, piped: readonly unknown[]): unknown {
    let value: unknown;
    const arguments_ = [
      ...rest.map((operand) => () => this.#operand(operand, dot, [])),
      ...piped.map((one) => () => one),
    ];
    for (const argument of arguments_) {
      value = argument();
      if (isTrue(value) === (name === "or")) return value;
    }
    return value;
  }

  #call(name: string, args: readonly unknown[]): unknown {
    const called = ownValue(this.#evaluation.functions, name) as TemplateFunction | undefined;
    if (called === undefined) throw new EvaluationFault(`the function ${name} is not known here`);
    return this.#worked(called, args);
  }

  /** What a function or a method gives, paid for by the size of what it took and gave. */
  #worked(called: TemplateFunction, args: readonly unknown[]): unknown {
    const result = called(args, this);
    this.#evaluation.budget.step([...args, result].reduce<number>((sum, one) => sum + weightOf(one), 0));
    return result;
  }

  /** @param args of the command that it begins, made only when something takes them */
  #operand(operand: Operand, dot: unknown, args: Given): unknown {
    switch (operand.kind) {
      case "literal":
        return operand.value;
      case "function":
        return this.#call(operand.name, []);
      case "dot":
        return this.#fields(dot, operand.fields, args);
      case "variable": {
        const frame = this.#frames.findLast((one) => one.has(operand.name));
        if (frame === undefined) throw new EvaluationFault(`no variable is called ${operand.name}`);
        return this.#fieldsOfAny(frame.get(operand.name), operand.fields, args);
      }
      case "nested":
        return this.#fieldsOfAny(this.#pipeline(operand.pipeline, dot), operand.fields, args);
    }
  }

  /** A field of nothing is nothing where a variable or brackets gave it, and a fault behind a dot. */
  #fieldsOfAny(from: unknown, fields: readonly string[], args: Given): unknown {
    return from === undefined || from === null ? from : this.#fields(from, fields, args);
  }

  #fields(from: unknown, fields: readonly string[], args: Given): unknown {
    let value = from;
    let origin = this.#originOf(from);
    for (const [index, field] of fields.entries()) {
      if (!isDict(value)) {
        const what = value === undefined || value === null ? "nothing" : Array.isArray(value) ? "a list" : "a value";
        throw new EvaluationFault(`.${fields.slice(0, index + 1).join(".")} is asked of ${what}`);
      }
      value = ownValue(value, field);
      origin = this.#originOf(value) ?? (origin && [...origin, field]);
      if (typeof value === "function") value = this.#worked(value as TemplateFunction, given(args));
    }
    if (origin !== undefined && this.#reads.length < MOST_READS) this.#reads.push(origin);
    return value;
  }

  #originOf(value: unknown): Origin | undefined {
    return typeof value === "object" && value !== null ? this.#evaluation.origins.get(value) : undefined;
  }
}

/** Arguments, or how to make them once something takes them. */
type Given = readonly unknown[] | (() => readonly unknown[]);

/** Values of one action that are remembered. */
const MOST_READS = 50;

/** Steps that are taken for a function's work on a value, as far as its size can be told at once. */
function weightOf(value: unknown): number {
  if (typeof value === "string") return value.length >> 3;
  return Array.isArray(value) ? (value.length >> 2) + 1 : 1;
}

function given(args: Given): readonly unknown[] {
  return typeof args === "function" ? args() : args;
}

function entriesOf(value: unknown): [unknown, unknown][] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value)) return [...value.entries()];
  if (isDict(value)) return sortedEntries(value);
  if (typeof value === "number") return Array.from({ length: Math.min(value, 10_000) }, (_, at) => [at, at]);
  throw new EvaluationFault("range over what is neither list nor map");
}
