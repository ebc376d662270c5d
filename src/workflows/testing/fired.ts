import type { FactBook } from "../../core/analyzer.ts";
import type { Fact } from "../../core/fact.ts";
import { judgeFacts } from "../../core/judge.ts";
import type { OpenFile, Reader, ReaderContext } from "../../core/reader.ts";
import { workflows } from "../index.ts";
import { judgedFacts } from "../judged-facts.ts";
import { RULES } from "../rules/index.ts";

/** The rules that fire on the files of a tree, each with its severity and line, in order. */
export function firedIn(files: Readonly<Record<string, string>>): string[] {
  const { findings } = judgeFacts("workflows", RULES, judgedFacts(bookOf(files)).facts);
  return findings
    .map(({ rule, severity, locations }) => `${rule.replace("workflows/", "")} ${severity} :${locations[0]?.line}`)
    .sort();
}

/** What could not be seen once the files of a tree are joined. */
export function joinedGaps(files: Readonly<Record<string, string>>): string[] {
  return judgedFacts(bookOf(files)).gaps.map(({ where, reason }) => `${where}: ${reason}`);
}

function bookOf(files: Readonly<Record<string, string>>): FactBook {
  const facts = Object.entries(files).flatMap(([path, text]) => readAll(path, text));
  return { of: <F extends Fact>(kind: F["kind"]) => facts.filter((fact): fact is F => fact.kind === kind) };
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
