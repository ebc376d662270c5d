import type { Analyzer, Look, Outcome } from "../core/analyzer.ts";
import { judgeFacts } from "../core/judge.ts";
import type { Call, Flow, Pipeline, RequirementsFile, UsedStep, WorkflowFact } from "./facts.ts";
import { followFlows } from "./follow.ts";
import { verifyPins } from "./pins/verify-pins.ts";
import { READERS } from "./readers.ts";
import { openRequirements } from "./requirements/open-requirements.ts";
import { PIN_RULES, RULES } from "./rules/index.ts";
import { versionComments } from "./version-comments.ts";
import { joinWitnesses } from "./witnesses/witnesses.ts";

export type { Pipeline } from "./facts.ts";

const KINDS = [...new Set(RULES.map(({ on }) => on))];

/** CI definitions, whatever the system: the readers speak in the same facts. */
export const workflows: readonly Analyzer[] = [
  {
    id: "workflows/pipelines",
    room: "workflows",
    readers: READERS,
    rules: RULES,
    applies: ({ kind }) => kind === "directory" || kind === "git",
    analyze: ({ facts, configuration, opened }) => {
      const read = KINDS.flatMap((kind) => facts.of<WorkflowFact>(kind));
      const links = [...facts.of<Flow>("flow"), ...facts.of<Call>("call"), ...facts.of<Pipeline>("pipeline")];
      const followed = followFlows(read, links);
      const open = openRequirements(followed, facts.of<RequirementsFile>("requirements-file"));
      const { findings, gaps } = judgeFacts("workflows", RULES, [...followed, ...versionComments(followed), ...open]);
      const { witnesses } = configuration.workflows;
      if (witnesses.length === 0) return { findings, gaps };
      const joined = joinWitnesses(witnesses, findings, RULES, opened.root);
      const others = judgeFacts("workflows", RULES, joined.facts);
      return { findings: [...joined.findings, ...others.findings], gaps: [...gaps, ...joined.gaps] };
    },
  },
  {
    id: "workflows/pins",
    room: "workflows",
    readers: [],
    rules: PIN_RULES,
    needs: ["workflows/pipelines"],
    applies: ({ kind }) => kind === "directory" || kind === "git",
    analyze: judgePins,
  },
];

/** Only where somebody asked for it: it opens connections to the places that files name. */
async function judgePins(look: Look): Promise<Outcome> {
  if (!look.configuration.workflows.verifyPins) return { findings: [], status: "notApplicable" };
  const { pins, gaps, repositories } = await verifyPins(look.facts.of<UsedStep>("used-step"), look);
  const { findings } = judgeFacts("workflows", PIN_RULES, pins);
  const isBlind = pins.length === 0 && gaps.length > 0;
  return { findings, gaps, examined: { pins: pins.length, repositories }, ...(isBlind && { status: "unobservable" }) };
}
