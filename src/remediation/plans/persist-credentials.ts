import type { YamlPath } from "../../documents/yaml/read.ts";
import { lineEnd, lineStart, type SourceFile } from "../edits/source-file.ts";
import { firstEntry } from "../edits/yaml-entry.ts";
import { valueAt } from "../proof/documents.ts";
import type { YamlChange } from "../proof/expectation.ts";
import { type Fixer, type Mend, unable } from "./fixer.ts";
import { asScalar, scalarAt, type YamlScalar } from "./yaml-places.ts";

const INPUT = "persist-credentials";

/** The checkout step gets `persist-credentials: false`, so that its token does not stay in the work tree. */
export const persistCredentials: Fixer = {
  name: "persist-credentials",
  rules: ["workflows/checkout-credentials"],
  kind: "edit",
  async mend({ place, file }) {
    const uses = scalarAt(file, place);
    if (uses === undefined || uses.path.at(-1) !== "uses")
      return unable("the checkout step is shared or written unusually");
    const step = uses.path.slice(0, -1);
    const inputs = valueAt(uses.document.value, [...step, "with"]);
    if (inputs === undefined) return addInputs(file, uses, step);
    if (uses.document.isShared([...step, "with"])) return unable("the step's inputs are shared with other steps");
    if (inputs === null || typeof inputs !== "object" || Array.isArray(inputs))
      return fillInputs(file, uses, step, inputs);
    if (Object.hasOwn(inputs, INPUT)) return changeInput(file, uses, step);
    return addInput(file, uses, step);
  },
};

function mended(
  file: SourceFile,
  { index }: YamlScalar,
  from: number,
  to: number,
  text: string,
  at: YamlPath,
  value: unknown,
): Mend {
  const edit = { start: file.byteAt(from), end: file.byteAt(to), replacement: text };
  return asMend(file, [edit], { kind: "set", document: index, at, value });
}

function asMend({ path }: SourceFile, edits: Mend["edits"], change: YamlChange): Mend {
  return {
    summary: `Let the checkout leave no token behind (${INPUT}: false)`,
    edits,
    expectation: { path, format: "yaml", changes: [change] },
  };
}

/** The step has no `with` yet. */
function addInputs(file: SourceFile, uses: YamlScalar, step: YamlPath): Mend | ReturnType<typeof unable> {
  const at = [...step, "with"];
  const value = { [INPUT]: false };
  if (isFlow(file, uses, step)) {
    return mended(file, uses, uses.outerEnd, uses.outerEnd, `, with: { ${INPUT}: false }`, at, value);
  }
  const key = uses.document.keyRangeOf(uses.path);
  const indent = " ".repeat(key.column - 1);
  const end = lineEnd(file, uses.outerEnd);
  if (file.text.slice(lineStart(file, key.start), key.start).includes("\t"))
    return unable("the step is indented with tabs");
  const text = `${file.newline}${indent}with:${file.newline}${indent}  ${INPUT}: false`;
  return mended(file, uses, end, end, text, at, value);
}

/** `with:` and nothing behind it. */
function fillInputs(
  file: SourceFile,
  uses: YamlScalar,
  step: YamlPath,
  inputs: unknown,
): Mend | ReturnType<typeof unable> {
  const at = [...step, "with"];
  const key = uses.document.keyRangeOf(at);
  if (inputs !== null || !/^[ \t]*:[ \t]*(?:#[^\n]*)?(?:\r?\n|$)/.test(file.text.slice(key.end, key.end + 400))) {
    return unable("the step's inputs are no map");
  }
  const end = lineEnd(file, key.end);
  const text = `${file.newline}${" ".repeat(key.column + 1)}${INPUT}: false`;
  return mended(file, uses, end, end, text, at, { [INPUT]: false });
}

/** The map has other inputs, or says `{}`: this one goes before them, in their notation. */
function addInput(file: SourceFile, { document, index }: YamlScalar, step: YamlPath): Mend | ReturnType<typeof unable> {
  const edit = firstEntry(file, document, [...step, "with"], `${INPUT}: false`);
  if (edit === undefined) return unable("the step's inputs are written unusually");
  return asMend(file, [edit], { kind: "set", document: index, at: [...step, "with", INPUT], value: false });
}

/** The input is there and says something else. */
function changeInput(file: SourceFile, uses: YamlScalar, step: YamlPath): Mend | ReturnType<typeof unable> {
  const at = [...step, "with", INPUT];
  const { start, end } = uses.document.rangeOf(at);
  const written = file.text.slice(start, end);
  const isPlain = /^(?:true|yes|on|null|~)?$/i.test(written);
  if (!isPlain && asScalar(file, uses.document, uses.index, at) === undefined)
    return unable(`${INPUT} is written unusually`);
  return written === "" ? unable(`${INPUT} is empty`) : mended(file, uses, start, end, "false", at, false);
}

function isFlow(file: SourceFile, { document }: YamlScalar, map: YamlPath): boolean {
  return file.text[document.rangeOf(map).start] === "{";
}
