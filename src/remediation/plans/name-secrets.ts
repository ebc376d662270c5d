import { asMap, type Mapping, maps } from "../../documents/shape.ts";
import { lineStart, type SourceFile } from "../edits/source-file.ts";
import { valueAt } from "../proof/documents.ts";
import { type Fixer, unable } from "./fixer.ts";
import { scalarAt, yamlOf } from "./yaml-places.ts";

/** In the place of `secrets: inherit`, the secrets that the called workflow of this repository declares and uses. */
export const nameSecrets: Fixer = {
  name: "name-secrets",
  rules: ["workflows/secrets-inherit"],
  kind: "edit",
  async mend({ place, file, open }) {
    const scalar = scalarAt(file, place);
    if (scalar === undefined || scalar.value !== "inherit" || scalar.path.at(-1) !== "secrets")
      return unable("the call is shared or written unusually");
    const job = asMap(valueAt(scalar.document.value, scalar.path.slice(0, -1)));
    const called = /^\.\/(\.github\/workflows\/[\w.-]+\.ya?ml)$/.exec(String(job?.uses))?.[1];
    if (called === undefined)
      return unable("the called workflow stands in another repository; its own page names its secrets");
    const callee = open(called);
    if ("unable" in callee) return unable(`${called}: ${callee.unable}`);
    const names = secretsOf(callee);
    if (typeof names === "string") return unable(`${called}: ${names}`);
    const { start, end } = scalar.document.rangeOf(scalar.path);
    const key = scalar.document.keyRangeOf(scalar.path);
    const indent = file.text.slice(lineStart(file, key.start), key.start);
    if (!/^ +$/.test(indent)) return unable("the call is written in braces");
    const lines = names.map((name) => `${file.newline}${indent}  ${name}: \${{ secrets.${name} }}`);
    const edit =
      names.length === 0 ? { start, end, replacement: "{}" } : { start: key.end + 1, end, replacement: lines.join("") };
    return {
      summary: `Hand ${called} the secrets that it uses: ${names.join(", ") || "none"}`,
      edits: [{ start: file.byteAt(edit.start), end: file.byteAt(edit.end), replacement: edit.replacement }],
      expectation: {
        path: file.path,
        format: "yaml",
        changes: [
          {
            kind: "set",
            document: scalar.index,
            at: scalar.path,
            value: Object.fromEntries(names.map((name) => [name, `\${{ secrets.${name} }}`])),
          },
        ],
      },
    };
  },
};

/** The secrets that a called workflow uses; a text says why that cannot be told. */
function secretsOf(file: SourceFile): string[] | string {
  const root = asMap(yamlOf(file)?.documents[0]?.value);
  const on = asMap(root?.on ?? root?.["true"]);
  if (root === undefined || on === undefined || !Object.hasOwn(on, "workflow_call"))
    return "is not a workflow that can be called";
  const declared = new Set(Object.keys(asMap(asMap(on.workflow_call)?.secrets) ?? {}));
  if (passesOn(root)) return "hands on all secrets itself";
  if (/\bsecrets\s*(?:\[|\)|\}\})/.test(file.text)) return "chooses a secret at run time";
  const used = new Set([...file.text.matchAll(/\bsecrets\.([A-Za-z_]\w{0,100})/g)].map(([, name = ""]) => name));
  const names = [...used].filter((name) => !/^github_token$/i.test(name));
  const undeclared = names.filter((name) => !declared.has(name));
  return undeclared.length > 0 ? `uses ${undeclared.join(", ")} without declaring it` : names.sort();
}

function passesOn(root: Mapping): boolean {
  const jobs = Object.values(asMap(root.jobs) ?? {});
  return maps(jobs).some((job) => job.secrets === "inherit");
}
