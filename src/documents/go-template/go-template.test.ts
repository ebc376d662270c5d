import fc from "fast-check";
import { expect, test } from "vitest";
import { builtins } from "./builtins.ts";
import { Budget, EvaluationFault, evaluateTemplate, type NamedTemplate } from "./evaluate.ts";
import { TemplateFault } from "./nodes.ts";
import { parseTemplate } from "./parse.ts";

function chunksOf(text: string, data: unknown = {}, steps = 10_000) {
  const { body, defined } = parseTemplate(text);
  const templates = new Map<string, NamedTemplate>([...defined].map(([name, its]) => [name, { body: its, file: "t" }]));
  const functions = { ...builtins, upper: ([word]: readonly unknown[]) => String(word).toUpperCase() };
  const origins = new WeakMap<object, readonly string[]>();
  if (typeof data === "object" && data !== null) origins.set(data, []);
  const budget = new Budget({ steps, characters: 100_000 });
  return evaluateTemplate({ body, file: "t" }, data, { templates, functions, origins, budget });
}

const render = (text: string, data?: unknown) =>
  chunksOf(text, data)
    .map((chunk) => chunk.text)
    .join("");

test.each([
  ["plain text", {}, "plain text"],
  ["a{{/* a comment }} */}}b", {}, "ab"],
  ["a \n{{- 1 -}}\n b", {}, "a1b"],
  ["{{ .a.b }}", { a: { b: 3 } }, "3"],
  ["{{ $.a }}{{ $x := .a }}{{ $x }}{{ $x = 2 }}{{ $x }}", { a: 1 }, "112"],
  ['{{ "a" | upper | printf "%s-%d" "n" }}', {}, "n-%!d(A)"],
  ["{{ if .a }}x{{ else if .b }}y{{ else }}z{{ end }}", { b: 1 }, "y"],
  ["{{ if and .a .b.c }}x{{ end }}", { a: false, b: { c: 1 } }, ""],
  ["{{ with .a }}{{ .b }}{{ else }}none{{ end }}", { a: { b: 1 } }, "1"],
  ["{{ with .a }}x{{ else with .b }}{{ . }}{{ end }}", { b: 2 }, "2"],
  ["{{ range $i, $v := .l }}{{ $i }}={{ $v }};{{ else }}none{{ end }}", { l: ["a", "b"] }, "0=a;1=b;"],
  ["{{ range .l }}{{ . }}{{ else }}none{{ end }}", { l: [] }, "none"],
  ["{{ range $k, $v := .m }}{{ $k }}{{ $v }}{{ end }}", { m: { b: 2, a: 1 } }, "a1b2"],
  [
    "{{ range .l }}{{ if eq . 2 }}{{ continue }}{{ end }}{{ if eq . 4 }}{{ break }}{{ end }}{{ . }}{{ end }}",
    { l: [1, 2, 3, 4, 5] },
    "13",
  ],
  ['{{ define "t" }}<{{ . }}>{{ end }}{{ template "t" .a }}{{ block "u" .a }}({{ . }}){{ end }}', { a: 1 }, "<1>(1)"],
  ["{{ (index .m `k`).a.b }}", { m: { k: { a: { b: "c" } } } }, "c"],
  ["{{ (.missing).b }}|{{ $x := .missing }}{{ $x.b }}", {}, "|"],
  [
    '{{ eq .a 1 2 }} {{ ne .a 2 }} {{ lt 1 2 }} {{ not .b }} {{ len "abc" }} {{ index .l 1 }}',
    { a: 2, l: [5, 6] },
    "true false true true 3 6",
  ],
  ["{{ 1000000 }} {{ 0x10 }} {{ -1.5 }} {{ 'a' }}", {}, "1000000 16 -1.5 97"],
  ['{{ "a\\tb\\u0041\\"" }}{{ `r\\n` }}', {}, 'a\tbA"r\\n'],
  ["{{ .m }} {{ .l }} {{ .none }}", { m: { b: [1], a: null }, l: ["x"] }, "map[a:<nil> b:[1]] [x] "],
  [
    '{{ printf "%05d|%-4s|%q|%.2f|%v|%t|%x" 42 "a" "b" 1.5 .l true "hi" }}',
    { l: [1, 2] },
    '00042|a   |"b"|1.50|[1 2]|true|6869',
  ],
])("%j with %j", (text, data, expected) => {
  expect(render(text, data)).toBe(expected);
});

test("says of every piece where it comes from, and which values it read", () => {
  const chunks = chunksOf("a: {{ .x.y }}\nb: {{ printf `%v` .z }}", { x: { y: 1 }, z: 2 });
  expect(chunks.map(({ text, at, literal, reads }) => ({ text, at, literal, reads }))).toEqual([
    { text: "a: ", at: 0, literal: true, reads: [] },
    { text: "1", at: 3, literal: false, reads: [["x", "y"]] },
    { text: "\nb: ", at: 13, literal: true, reads: [] },
    { text: "2", at: 17, literal: false, reads: [["z"]] },
  ]);
});

test.each([
  ["{{ if }}", "a value is missing"],
  ["\n{{ if .a }}", "a block that does not end"],
  ["{{ end }}", "an `end` or `else` of nothing"],
  ["{{ .a", "an action that does not end"],
  ["{{/* a", "a comment that does not end"],
  ['{{ "a }}', "a text that does not end"],
  ["{{ (.a }}", "a bracket that does not close"],
  ["{{ .a ) }}", "more than a pipeline"],
  ["{{ if .a }}{{ else with .b }}{{ end }}", "an `else` of another kind"],
  ["{{ ^ }}", '"^" where a value should be'],
  ["{{ define x }}{{ end }}", "a template without a name"],
  ["{{ if 1 }}".repeat(300), "blocks too deep in each other"],
  [`{{ ${"(".repeat(300)} }}`, "brackets too deep in each other"],
])("%j is no template: %s", (text, message) => {
  expect(() => parseTemplate(text)).toThrow(message);
});

test.each([
  ["{{ .a.b }}", ".a.b is asked of nothing"],
  ["{{ nowhere 1 }}", "the function nowhere is not known here"],
  ["{{ constructor }}", "the function constructor is not known here"],
  ["{{ .constructor.name }}", "is asked of nothing"],
  ['{{ template "t" }}', 'no template is called "t"'],
  ["{{ $x }}", "no variable is called $x"],
  ["{{ lt 1 `a` }}", "no order"],
  ["{{ range .x }}{{ end }}", "neither list nor map"],
  ['{{ define "t" }}{{ template "t" . }}{{ end }}{{ template "t" . }}', "too deep"],
  ["{{ range 9999 }}{{ range 9999 }}{{ end }}{{ end }}", "more steps than are given"],
  ["{{ range 9000 }}xxxxxxxxxxxxxxxxxxxx{{ end }}", "becomes larger than is looked at"],
])("%j cannot be rendered: %s", (text, message) => {
  const render = () => chunksOf(text, { x: "text" }, 20_000);
  expect(render).toThrow(EvaluationFault);
  expect(render).toThrow(message);
});

test("never throws anything else, whatever it is given", () => {
  const part = fc.constantFrom(
    "{{",
    "}}",
    "{{- ",
    " -}}",
    "if ",
    "end",
    "else ",
    "range ",
    "with ",
    ".a",
    "$x",
    ":=",
    "|",
    "(",
    ")",
    '"',
    "`",
    "/*",
    "*/",
    " ",
    "x",
    "1",
    "define ",
    "\n",
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 30 }), (parts) => {
      try {
        chunksOf(parts.join(""), { a: [1, { b: 2 }] });
      } catch (fault) {
        if (!(fault instanceof TemplateFault) && !(fault instanceof EvaluationFault)) throw fault;
      }
    }),
    { numRuns: 2_000 },
  );
});
