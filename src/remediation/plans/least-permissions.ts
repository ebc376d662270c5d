import { asMap, type Mapping } from "../../documents/shape.ts";
import type { YamlDocument, YamlPath } from "../../documents/yaml/read.ts";
import { lineStart, type SourceFile } from "../edits/source-file.ts";
import type { YamlChange } from "../proof/expectation.ts";
import { type Fixer, type Mend, type Unable, unable } from "./fixer.ts";
import { type Scopes, tokenNeeds } from "./token-needs.ts";
import { yamlOf } from "./yaml-places.ts";

/** Tokens get what the steps ask for: reading for all, and a job that writes says what. */
export const leastPermissions: Fixer = {
  name: "least-permissions",
  rules: ["workflows/token-permissions"],
  kind: "edit",
  async mend({ file }) {
    const documents = yamlOf(file)?.documents ?? [];
    const [document] = documents;
    const root = asMap(document?.value);
    const jobs = asMap(root?.jobs);
    if (document === undefined || documents.length > 1 || root === undefined || jobs === undefined)
      return unable("the file is no single workflow");
    const own: [name: string, scopes: Scopes][] = [];
    const assumed = new Set<string>();
    for (const [name, value] of Object.entries(jobs)) {
      const job = asMap(value);
      if (job === undefined || job.permissions !== undefined) continue;
      const needs = tokenNeeds(job);
      if ("unknown" in needs) return unable(needs.unknown);
      own.push([name, needs.scopes]);
      for (const one of needs.assumed) assumed.add(one);
    }
    return writeDown(file, document, root, own, [...assumed]);
  },
};

const SHARED: Scopes = { contents: "read" };

function writeDown(
  file: SourceFile,
  document: YamlDocument,
  root: Mapping,
  own: readonly (readonly [name: string, scopes: Scopes])[],
  assumed: readonly string[],
): Mend | Unable {
  const shared = own.some(([, scopes]) => scopes.contents === "read") ? SHARED : {};
  const top = root.permissions === undefined ? insertTop(file, document, shared) : replaceTop(file, document, shared);
  if ("unable" in top) return top;
  const edits = [top.edit];
  const changes: YamlChange[] = [{ kind: "set", document: 0, at: ["permissions"], value: shared }];
  for (const [name, scopes] of own) {
    if (isWithin(scopes, shared)) continue;
    const edit = insertInJob(file, document, ["jobs", name], scopes);
    if (edit === undefined) return unable(`the job ${name} is written unusually`);
    edits.push(edit);
    changes.push({ kind: "set", document: 0, at: ["jobs", name, "permissions"], value: scopes });
  }
  const some = assumed.slice(0, 3).join("`, `");
  const more = assumed.length > 3 ? ` and ${assumed.length - 3} more` : "";
  return {
    summary: `Let tokens do what the steps ask for${assumed.length === 0 ? "" : `, taken that \`${some}\`${more} only read`}`,
    edits,
    expectation: { path: file.path, format: "yaml", changes },
    ...(assumed.length > 0 && { kind: "suggestion" as const }),
  };
}

function isWithin(scopes: Scopes, shared: Scopes): boolean {
  return Object.entries(scopes).every(([scope, right]) => shared[scope] === right);
}

type Insertion = Mend["edits"][number];

/** Before `jobs:`, with a blank line between, as people write it. */
function insertTop(file: SourceFile, document: YamlDocument, scopes: Scopes): { edit: Insertion } | Unable {
  const { start, column } = document.keyRangeOf(["jobs"]);
  if (column !== 1 || file.text[document.rangeOf([]).start] === "{") return unable("the workflow is written in braces");
  const at = file.byteAt(start);
  return { edit: { start: at, end: at, replacement: `${block(scopes, "", file)}${file.newline}${file.newline}` } };
}

function replaceTop(file: SourceFile, document: YamlDocument, scopes: Scopes): { edit: Insertion } | Unable {
  const key = document.keyRangeOf(["permissions"]);
  const value = document.rangeOf(["permissions"]);
  if (key.column !== 1) return unable("the workflow is written in braces");
  if (file.text.slice(key.start, value.end).includes("#")) return unable("a comment stands among the permissions");
  const written = file.text.slice(key.start, value.end).trimEnd();
  const end = key.start + written.length;
  return { edit: { start: file.byteAt(key.start), end: file.byteAt(end), replacement: block(scopes, "", file) } };
}

function insertInJob(file: SourceFile, document: YamlDocument, job: YamlPath, scopes: Scopes): Insertion | undefined {
  const { start } = document.rangeOf(job);
  const indent = file.text.slice(lineStart(file, start), start);
  if (!/^ +$/.test(indent) || file.text[start] === "{" || document.isShared(job)) return undefined;
  const at = file.byteAt(start);
  return { start: at, end: at, replacement: `${block(scopes, indent, file)}${file.newline}${indent}` };
}

function block(scopes: Scopes, indent: string, { newline }: SourceFile): string {
  const lines = Object.entries(scopes).map(([scope, right]) => `${newline}${indent}  ${scope}: ${right}`);
  return lines.length === 0 ? "permissions: {}" : `permissions:${lines.join("")}`;
}
