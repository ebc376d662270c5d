import type { Fact } from "../../core/fact.ts";
import { judgeFacts } from "../../core/judge.ts";
import type { OpenFile, Reader, ReaderContext } from "../../core/reader.ts";
import type { LinkFact, RequirementsFile, WorkflowFact } from "../facts.ts";
import { followFlows } from "../follow.ts";
import { workflows } from "../index.ts";
import { openRequirements } from "../requirements/open-requirements.ts";
import { RULES } from "../rules/index.ts";
import { versionComments } from "../version-comments.ts";

const LINKS = new Set(["flow", "call", "pipeline"]);
const OTHERS = new Set(["gap", "image-reference", "requirements-file"]);

/** The rules that fire on the files of a tree, each with its severity and line, in order. */
export function firedIn(files: Readonly<Record<string, string>>): string[] {
  const facts = Object.entries(files).flatMap(([path, text]) => readAll(path, text));
  const judged = facts.filter((fact): fact is WorkflowFact => !LINKS.has(fact.kind) && !OTHERS.has(fact.kind));
  const links = facts.filter((fact): fact is LinkFact => LINKS.has(fact.kind));
  const followed = followFlows(judged, links);
  const lists = facts.filter((fact): fact is RequirementsFile => fact.kind === "requirements-file");
  const open = openRequirements(followed, lists);
  const { findings } = judgeFacts("workflows", RULES, [...followed, ...versionComments(followed), ...open]);
  return findings
    .map(({ rule, severity, locations }) => `${rule.replace("workflows/", "")} ${severity} :${locations[0]?.line}`)
    .sort();
}

/** The reasons of the gaps in one file. */
export function gapsIn(path: string, text: string): string[] {
  return readAll(path, text).flatMap((fact) => (isGap(fact) ? [fact.reason] : []));
}

function readAll(path: string, text: string): Fact[] {
  const bytes = Buffer.from(text, "utf8");
  const entry = { path, type: "file", size: bytes.length, mode: 0o644 } as const;
  const file: OpenFile = { path, entry, place: { path }, bytes, text: () => text };
  return (workflows[0]?.readers ?? []).flatMap((reader) => readOne(reader, file));
}

const CONTEXT: ReaderContext = { target: "git", identityKey: "", explain: false };

function readOne(reader: Reader, file: OpenFile): Fact[] {
  if ("open" in reader) throw new Error(`${reader.id} is no reader of whole files`);
  return reader.wants(file.entry, CONTEXT) ? [...reader.read(file, CONTEXT)] : [];
}

function isGap(fact: Fact): fact is Fact & { readonly reason: string } {
  return fact.kind === "gap" && "reason" in fact;
}
