import type { Fact } from "../../core/fact.ts";
import { type GapFact, gapAt, type WholeReader } from "../../core/reader.ts";
import type { IncludedFile, PipelinePart } from "../facts.ts";
import { isForeign } from "../pipeline-reader.ts";
import { gitlabReader, isGitlabFile } from "./reader.ts";

/**
 * Files of any name that a pipeline may take in by `include: local:`. Which of them it does is only known once all have
 * been read; so what they tell is kept apart until then.
 */
export const gitlabParts: WholeReader<PipelinePart> = {
  id: "workflows/gitlab-parts",
  version: 1,
  limit: 1024 * 1024,
  wants: ({ path, type }) => type === "file" && /\.ya?ml$/.test(path) && !isGitlabFile(path) && !isForeign(path),
  *read(file, context) {
    // A part without jobs of its own may still take in others.
    if (!/^\s*(?:script|before_script|include|trigger)\s*:/m.test(file.text())) return;
    if (/^apiVersion:/m.test(file.text()) || /(?:^|\/)\.(?:github|circleci|buildkite)\//.test(file.path)) return;
    yield { kind: "pipeline-part", at: file.place, path: file.path, facts: [...gitlabReader.read(file, context)] };
  },
};

/** Parts that take in one another go round no further than this. */
const MOST = 500;

/** What the parts that a pipeline takes in tell, and a gap for what it takes in and is not there. */
export function takenIn(
  includes: readonly IncludedFile[],
  parts: readonly PipelinePart[],
): { facts: readonly Fact[]; gaps: readonly GapFact[] } {
  const taken = new Map<string, PipelinePart>();
  const gaps: GapFact[] = [];
  const asked = new Set<string>();
  const pending = [...includes];
  for (let include = pending.shift(); include !== undefined && taken.size < MOST; include = pending.shift()) {
    const { pattern } = include;
    if (asked.has(pattern)) continue;
    asked.add(pattern);
    const fits = asPattern(pattern);
    const found = parts.filter(({ path }) => fits.test(path));
    if (found.length === 0 && !pattern.includes("*") && !isGitlabFile(pattern))
      gaps.push(gapAt(include.at, `it takes in ${pattern}, which is not here, or is no pipeline that can be read`));
    for (const part of found) {
      if (taken.has(part.path)) continue;
      taken.set(part.path, part);
      pending.push(...part.facts.filter((fact): fact is IncludedFile => fact.kind === "included-file"));
    }
  }
  return { facts: [...taken.values()].flatMap(({ facts }) => facts), gaps };
}

/** `*` stands for a part of a name, `**` for any folders (GitLab, "include:local"). */
function asPattern(pattern: string): RegExp {
  const parts = pattern.slice(0, 1_000).split(/(\*{1,2})/);
  const source = parts.map((part) =>
    part === "**" ? ".*" : part === "*" ? "[^/]*" : part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"),
  );
  return new RegExp(`^${source.join("")}$`);
}
