/** The parts of a Go template. `line` counts from 1 in the template's text; `start` and `end` are UTF-16 offsets into it. */
export type TemplateNode =
  | { readonly kind: "text"; readonly text: string; readonly start: number }
  | { readonly kind: "output"; readonly pipeline: Pipeline; readonly start: number; readonly end: number }
  | { readonly kind: "if" | "with"; readonly branches: readonly Branch[]; readonly otherwise: readonly TemplateNode[] }
  | {
      readonly kind: "range";
      readonly start: number;
      readonly pipeline: Pipeline;
      readonly body: readonly TemplateNode[];
      readonly otherwise: readonly TemplateNode[];
    }
  | {
      readonly kind: "template";
      readonly name: string;
      readonly argument: Pipeline | undefined;
      readonly start: number;
      readonly end: number;
    }
  | { readonly kind: "break" | "continue" };

/** One arm of an `if` or `with` chain. */
export interface Branch {
  readonly start: number;
  readonly condition: Pipeline;
  readonly body: readonly TemplateNode[];
}

/** `$a := b | c d`: commands whose result is the last argument of the next. */
export interface Pipeline {
  /** One or, in `range $key, $value := …`, two. */
  readonly variables: readonly string[];
  /** Whether the variables are new or set again. */
  readonly declares: boolean;
  readonly commands: readonly Command[];
}

/** A function or a value with its arguments. */
export type Command = readonly [Operand, ...Operand[]];

export type Operand =
  | { readonly kind: "literal"; readonly value: string | number | boolean | null }
  /** `.` with the fields that follow. */
  | { readonly kind: "dot"; readonly fields: readonly string[] }
  | { readonly kind: "variable"; readonly name: string; readonly fields: readonly string[] }
  | { readonly kind: "function"; readonly name: string }
  | { readonly kind: "nested"; readonly pipeline: Pipeline; readonly fields: readonly string[] };

export interface ParsedTemplate {
  readonly body: readonly TemplateNode[];
  /** What `define` and `block` name in this file. */
  readonly defined: ReadonlyMap<string, readonly TemplateNode[]>;
}

/** Text that is no template, with the line where it ends being one. */
export class TemplateFault extends Error {
  readonly line: number;

  constructor(message: string, line: number) {
    super(message);
    this.line = line;
  }
}
