import { dockerfiles } from "../../src/config/dockerfile/analyzer.ts";
import { manifests } from "../../src/config/kubernetes/analyzer.ts";
import { clusterComponents } from "../../src/config/kubernetes/components/analyzer.ts";
import type { PodControls } from "../../src/config/kubernetes/pod-security/facts.ts";
import { NEWEST_MINOR, refusals } from "../../src/config/kubernetes/pod-security/levels.ts";
import type { Analyzer, FactBook, Look } from "../../src/core/analyzer.ts";
import { DEFAULT_CONFIGURATION } from "../../src/core/configuration.ts";
import type { Fact } from "../../src/core/fact.ts";
import { judgeFacts } from "../../src/core/judge.ts";
import type { WholeReader } from "../../src/core/reader.ts";
import { openFile, READER_CONTEXT } from "../../src/testing/open-file.ts";
import type { Label } from "./label.ts";

/** All that we say of one input: ids of rules without their room, and names of the Pod Security Standards' controls. */
export interface Answer {
  readonly rules: ReadonlySet<string>;
  /** With their level: `baseline hostPorts`. */
  readonly controls: ReadonlySet<string>;
  /** What was not read. */
  readonly gaps: readonly string[];
}

export function ourAnswer({ kind, text }: Label["input"]): Answer {
  return kind === "dockerfile" ? ofDockerfile(text) : ofManifest(text);
}

function factsOf(analyzer: Analyzer, path: string, text: string): Fact[] {
  const readers = analyzer.readers.filter((reader): reader is WholeReader => "read" in reader);
  return readers.flatMap((reader) => [...reader.read(openFile(path, text), READER_CONTEXT)]);
}

function ofDockerfile(text: string): Answer {
  const facts = factsOf(dockerfiles, "Dockerfile", text);
  const judged = judgeFacts("config", dockerfiles.rules, facts as never);
  return { rules: namesOf(judged.findings), controls: new Set(), gaps: gapsIn(facts) };
}

function ofManifest(text: string): Answer {
  const rules = new Set<string>();
  const facts: Fact[] = [];
  for (const analyzer of [manifests, clusterComponents]) {
    const own = factsOf(analyzer, "manifest.json", text);
    facts.push(...own);
    // All kinds of findings, advice included, without what only several objects together say.
    for (const name of namesOf(judgeFacts("config", analyzer.rules, own as never).findings)) rules.add(name);
    const book: FactBook = { of: (kind) => own.filter((fact) => fact.kind === kind) as never };
    const look = { facts: book, configuration: DEFAULT_CONFIGURATION, opened: { target: { kind: "directory" } } };
    const outcome = analyzer.analyze(look as unknown as Look);
    if (outcome instanceof Promise) throw new Error("it asks nobody");
    for (const name of namesOf(outcome.findings)) rules.add(name);
  }
  const pods = facts.filter((fact): fact is PodControls => fact.kind === "pod-controls");
  const controls = (["baseline", "restricted"] as const).flatMap((level) =>
    pods.flatMap(({ broken }) => refusals(broken, level, NEWEST_MINOR).map((name) => `${level} ${name}`)),
  );
  return { rules, controls: new Set(controls), gaps: gapsIn(facts) };
}

function namesOf(findings: readonly { readonly rule: string }[]): Set<string> {
  return new Set(findings.map(({ rule }) => rule.replace(/^config\//, "")));
}

function gapsIn(facts: readonly Fact[]): string[] {
  return facts.flatMap((fact) => (fact.kind === "gap" && "reason" in fact ? [String(fact.reason)] : []));
}
