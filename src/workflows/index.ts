import type { Analyzer } from "../core/analyzer.ts";
import { judgeFacts } from "../core/judge.ts";
import type { Call, Flow, Pipeline, RequirementsFile, WorkflowFact } from "./facts.ts";
import { followFlows } from "./follow.ts";
import { READERS } from "./readers.ts";
import { openRequirements } from "./requirements/open-requirements.ts";
import { RULES } from "./rules/index.ts";
import { versionComments } from "./version-comments.ts";

const KINDS = [...new Set(RULES.map(({ on }) => on))];

/** CI definitions, whatever the system: the readers speak in the same facts. */
export const workflows: readonly Analyzer[] = [
  {
    id: "workflows/pipelines",
    room: "workflows",
    readers: READERS,
    rules: RULES,
    applies: ({ kind }) => kind === "directory" || kind === "git",
    analyze: ({ facts }) => {
      const read = KINDS.flatMap((kind) => facts.of<WorkflowFact>(kind));
      const links = [...facts.of<Flow>("flow"), ...facts.of<Call>("call"), ...facts.of<Pipeline>("pipeline")];
      const followed = followFlows(read, links);
      const open = openRequirements(followed, facts.of<RequirementsFile>("requirements-file"));
      const { findings, gaps } = judgeFacts("workflows", RULES, [...followed, ...versionComments(followed), ...open]);
      return { findings, gaps };
    },
  },
];
