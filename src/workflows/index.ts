import type { Analyzer, Look, Outcome } from "../core/analyzer.ts";
import { judgeFacts } from "../core/judge.ts";
import type { UsedStep } from "./facts.ts";
import { judgedFacts } from "./judged-facts.ts";
import { verifyPins } from "./pins/verify-pins.ts";
import { READERS } from "./readers.ts";
import { PIN_RULES, RULES } from "./rules/index.ts";
import { joinWitnesses } from "./witnesses/witnesses.ts";

export type { Pipeline } from "./facts.ts";

/** CI definitions, whatever the system: the readers speak in the same facts. */
export const workflows: readonly Analyzer[] = [
  {
    id: "workflows/pipelines",
    room: "workflows",
    readers: READERS,
    rules: RULES,
    applies: ({ kind }) => kind === "directory" || kind === "git",
    analyze: judgePipelines,
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

function judgePipelines({ facts, configuration, opened }: Look): Outcome {
  const read = judgedFacts(facts);
  const judged = judgeFacts("workflows", RULES, read.facts);
  const own = { facts: read.taken, gaps: [...judged.gaps, ...read.gaps] };
  const { witnesses } = configuration.workflows;
  if (witnesses.length === 0) return { ...own, findings: judged.findings };
  const joined = joinWitnesses(witnesses, judged.findings, RULES, opened.root);
  const others = judgeFacts("workflows", RULES, joined.facts);
  return { ...own, findings: [...joined.findings, ...others.findings], gaps: [...own.gaps, ...joined.gaps] };
}

/** Only where somebody asked for it: it opens connections to the places that files name. */
async function judgePins(look: Look): Promise<Outcome> {
  if (!look.configuration.workflows.verifyPins) return { findings: [], status: "notApplicable" };
  const { pins, gaps, repositories } = await verifyPins(look.facts.of<UsedStep>("used-step"), look);
  const { findings } = judgeFacts("workflows", PIN_RULES, pins);
  const isBlind = pins.length === 0 && gaps.length > 0;
  return { findings, gaps, examined: { pins: pins.length, repositories }, ...(isBlind && { status: "unobservable" }) };
}
