import type { Edit } from "../../core/fix.ts";
import { stableId } from "../../core/identity.ts";
import type { YamlDocument, YamlPath } from "../../documents/yaml/read.ts";
import { lineStart, type SourceFile } from "../edits/source-file.ts";
import { firstEntry, isInFlow } from "../edits/yaml-entry.ts";
import { asScalar, pathTo, type YamlScalar, yamlOf } from "../plans/yaml-places.ts";
import { valueAt } from "../proof/documents.ts";
import type { YamlChange } from "../proof/expectation.ts";
import type { FoundCredential, Move, NotRewritable, Rewrite, Rewrites, VaultSettings } from "./consumer.ts";
import { stepText, type VaultStep, vaultStep } from "./vault-step.ts";

export function isGithubWorkflow(path: string): boolean {
  return /(?:^|\/)\.github\/workflows\/[^/]+\.ya?ml$/.test(path);
}

/**
 * A literal in a step's `env` or `with` becomes an output of a step that is put before it: the job proves to the vault
 * who it is with the forge's short-lived token, and reads the value. See docs/decisions/vault-in-workflows.md.
 */
export function rewriteGithubWorkflow(
  file: SourceFile,
  credentials: readonly FoundCredential[],
  settings: VaultSettings,
): Rewrites {
  const left: NotRewritable[] = [];
  const places: Place[] = [];
  for (const credential of credentials) {
    const place = locate(file, credential, settings);
    if ("reason" in place) left.push(place);
    else places.push(place);
  }
  const rewrites: Rewrite[] = [];
  for (const [job, own] of Map.groupBy(places, (place) => place.job)) {
    const answer = rewriteJob(file, job, own, settings);
    if ("reason" in answer) left.push(...own.map(({ credential }) => ({ credential, reason: answer.reason })));
    else rewrites.push(answer);
  }
  return { rewrites, left };
}

/** A literal in a step. */
interface Place {
  readonly credential: FoundCredential;
  readonly job: string;
  readonly step: number;
  readonly scalar: YamlScalar;
}

function locate(file: SourceFile, credential: FoundCredential, settings: VaultSettings): Place | NotRewritable {
  const left = (reason: string): NotRewritable => ({ credential, reason });
  if (settings.role === undefined) {
    return left("a workflow logs in to the vault under a role: name it with --role");
  }
  if (settings.address === undefined) {
    return left("a workflow must be told where the vault is: set VAULT_ADDR or give --address");
  }
  const [document] = yamlOf(file)?.documents ?? [];
  if (document === undefined) return left("the file is not all YAML");
  const [start, end] = [file.offsetAt(credential.start), file.offsetAt(credential.end)];
  const path = pathTo(document, (range) => range.start <= start && end <= range.end);
  const scalar = path === undefined ? undefined : asScalar(file, document, 0, path);
  const [jobs, job, steps, step, map, name] = path ?? [];
  if (path?.length !== 6 || jobs !== "jobs" || steps !== "steps" || typeof step !== "number") {
    return left(`it stands ${whereIn(path)}; only values in a step's env or with can be read from another step`);
  }
  if (typeof job !== "string" || typeof name !== "string" || (map !== "env" && map !== "with")) {
    return left("only values in a step's env or with can be read from another step");
  }
  if (scalar === undefined || scalar.start !== start || scalar.end !== end) {
    return left("the value is part of a longer text; give it to a variable of its own first");
  }
  return { credential, job, step, scalar };
}

function whereIn(path: YamlPath | undefined): string {
  const [top, , second, , third] = path ?? [];
  if (top === "env") return "in the env of the whole workflow";
  if (top === "jobs" && second === "env") return "in the env of the whole job";
  if (third === "run") return "inside a script";
  return "where no step can set it";
}

function rewriteJob(
  file: SourceFile,
  job: string,
  places: readonly Place[],
  settings: VaultSettings,
): Rewrite | { reason: string } {
  const document = places[0]?.scalar.document;
  if (document === undefined) return { reason: "nothing to do" };
  const step = vaultStep(idFor(document, job), outputsFor(places), settings);
  const permission = permitIdentity(file, document, job);
  if ("reason" in permission) return permission;
  const index = Math.min(...places.map((place) => place.step));
  const inserted = insertStep(file, document, ["jobs", job, "steps", index], step);
  if ("reason" in inserted) return inserted;
  const values = places.map((place) => readOutput(file, place, step));
  const edits = [...permission.edits, inserted.edit, ...values.map(({ edit }) => edit)];
  const changes: YamlChange[] = [
    ...permission.changes,
    { kind: "insert", document: 0, list: ["jobs", job, "steps"], index, value: step.value },
    ...values.map(({ change }) => change),
  ];
  const credentials = places.map(({ credential }) => credential);
  return {
    moves: places.map(({ credential, scalar }): Move => ({ credential, value: scalar.value })),
    planned: {
      plan: {
        id: stableId("vault", file.path, job, ...credentials.map(({ id }) => id)),
        summary: `Let the job ${job} of ${file.path} read ${step.outputs.map(({ name }) => name).join(", ")} from the vault`,
        kind: "edit",
        findings: [...new Set(credentials.map(({ finding }) => finding))],
        edits: edits.map((edit) => ({ path: file.path, ...edit })),
        proofs: [],
      },
      expectations: [{ path: file.path, format: "yaml", changes }],
      closes: [...Map.groupBy(credentials, ({ finding }) => finding)].map(([finding, own]) => {
        return { finding, path: file.path, places: own.length };
      }),
    },
  };
}

/** An id that no step of the job has. */
function idFor({ value }: YamlDocument, job: string): string {
  const steps = valueAt(value, ["jobs", job, "steps"]);
  const taken = new Set((Array.isArray(steps) ? steps : []).map((_, index) => valueAt(steps, [index, "id"])));
  for (let number = 1; ; number++) {
    const id = number === 1 ? "waybill-vault" : `waybill-vault-${number}`;
    if (!taken.has(id)) return id;
  }
}

/** One output for one credential, named as the first place that takes it. */
function outputsFor(places: readonly Place[]): VaultStep["outputs"] {
  const outputs = new Map<string, string>();
  for (const { credential, scalar } of places) {
    if (outputs.has(credential.id)) continue;
    const wanted = String(scalar.path.at(-1))
      .replace(/\W/g, "_")
      .replace(/^(?=\d)/, "_")
      .slice(0, 60);
    const isTaken = [...outputs.values()].includes(wanted);
    outputs.set(credential.id, isTaken ? `${wanted}_${outputs.size + 1}` : wanted);
  }
  return [...outputs].map(([credential, name]) => ({ credential, name }));
}

type Change = { readonly edits: readonly Omit<Edit, "path">[]; readonly changes: readonly YamlChange[] };

/** The job may ask the forge for a token that says who it is. What it could do before it still can, and no more. */
function permitIdentity(file: SourceFile, document: YamlDocument, job: string): Change | { reason: string } {
  const own = valueAt(document.value, ["jobs", job, "permissions"]);
  const declared = own ?? valueAt(document.value, ["permissions"]);
  if (declared === "write-all") return { edits: [], changes: [] };
  if (declared === null || typeof declared !== "object") {
    const what = declared === undefined ? "declares no permissions" : "declares its permissions as one word";
    return {
      reason: `the job ${what}; list those that it needs (mostly \`permissions: { contents: read }\`), then run this again`,
    };
  }
  if (valueAt(declared, ["id-token"]) === "write") return { edits: [], changes: [] };
  const path = own === undefined ? ["jobs", job] : ["jobs", job, "permissions"];
  if (document.isShared(path)) return { reason: "the job or its permissions are shared by an anchor" };
  if (own !== undefined && own !== null) {
    if (Object.hasOwn(own, "id-token"))
      return { reason: "the job denies itself id-token; allow it, then run this again" };
    const edit = firstEntry(file, document, path, "id-token: write");
    const change: YamlChange = { kind: "set", document: 0, at: [...path, "id-token"], value: "write" };
    return edit === undefined
      ? { reason: "the job's permissions are written unusually" }
      : { edits: [edit], changes: [change] };
  }
  const all: Record<string, unknown> = { ...declared, "id-token": "write" };
  const scopes = Object.entries(all).map(([scope, right]) => `${scope}: ${String(right)}`);
  const edit = firstEntry(file, document, path, `permissions: { ${scopes.join(", ")} }`);
  if (edit === undefined) return { reason: "the job is written unusually" };
  return { edits: [edit], changes: [{ kind: "set", document: 0, at: [...path, "permissions"], value: all }] };
}

function insertStep(
  file: SourceFile,
  document: YamlDocument,
  path: YamlPath,
  step: VaultStep,
): { edit: Omit<Edit, "path"> } | { reason: string } {
  const { start } = document.rangeOf(path);
  const dash = /^( *)-( +)$/.exec(file.text.slice(lineStart(file, start), start));
  if (dash === null || document.isShared(path))
    return { reason: "the job's steps are not written as a list with dashes" };
  const [, indent = "", gap = ""] = dash;
  let at = lineStart(file, start);
  for (let above = before(file, at); above !== undefined && isComment(file, above); above = before(file, at))
    at = above;
  const text = stepText(step, indent, gap).replaceAll("\n", file.newline);
  return { edit: { start: file.byteAt(at), end: file.byteAt(at), replacement: text } };
}

function before(file: SourceFile, line: number): number | undefined {
  return line === 0 ? undefined : lineStart(file, line - 1);
}

/** A comment above a step belongs to it. */
function isComment({ text }: SourceFile, line: number): boolean {
  return /^ *#/.test(text.slice(line, line + 400));
}

function readOutput(
  file: SourceFile,
  { credential, scalar }: Place,
  { id, outputs }: VaultStep,
): { edit: Omit<Edit, "path">; change: YamlChange } {
  const name = outputs.find((output) => output.credential === credential.id)?.name ?? "";
  const value = `\${{ steps.${id}.outputs.${name} }}`;
  const { start, end } = scalar.document.rangeOf(scalar.path);
  const isQuoted = scalar.start > start;
  const quote = isQuoted ? file.text.charAt(start) : isInFlow(file, scalar.document, scalar.path) ? '"' : "";
  return {
    edit: { start: file.byteAt(start), end: file.byteAt(end), replacement: quote + value + quote },
    change: { kind: "set", document: scalar.index, at: scalar.path, value },
  };
}
