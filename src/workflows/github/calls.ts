import { asMap, asScalar, type Mapping } from "../../documents/shape.ts";
import type { YamlPath } from "../../documents/yaml/read.ts";
import type { LinkFact, Trigger, WorkflowFact } from "../facts.ts";
import { pastedInto, type Scope } from "./expressions.ts";
import { inputsOf } from "./flows.ts";
import type { Locate } from "./reader.ts";
import type { Places } from "./workflow.ts";

/** A job that is another workflow, with what it is given. */
export function* calledWorkflow(
  job: Mapping,
  here: YamlPath,
  about: Pick<WorkflowFact, "subject" | "signals">,
  scope: Scope,
  trigger: Trigger,
  locate: Locate,
): Iterable<WorkflowFact | LinkFact> {
  const called = asScalar(job.uses);
  if (called === undefined) return;
  const at = locate([...here, "uses"]);
  yield { kind: "used-step", at, ...about, uses: called, trigger };
  if (job.secrets === "inherit")
    yield { kind: "passed-secrets", at: locate([...here, "secrets"]), ...about, to: called, all: true };
  if (!/^[.$]\//.test(called)) return;
  const callee = called.slice("./".length);
  yield { kind: "call", at, from: `${scope.file}#${scope.job}`, file: scope.file, callee, trigger };
  yield* inputsOf(callee, asMap(job.with) ?? {}, scope, at, trigger);
}

/** What a job hands to those that need it. */
export function* jobOutputs(
  job: Mapping,
  name: string,
  scope: Scope,
  trigger: Trigger,
  at: WorkflowFact["at"],
): Iterable<LinkFact> {
  for (const [output, value] of Object.entries(asMap(job.outputs) ?? {})) {
    const { expressions, follows } = pastedInto(asScalar(value) ?? "", scope);
    const to = `${scope.file}#${name.toLowerCase()}/outputs.${output.toLowerCase()}`;
    yield { kind: "flow", at, to, sources: expressions, from: follows, trigger };
  }
}

/** What a reusable workflow gives back. */
export function* outputsOf(path: string, on: unknown, trigger: Trigger, { locate }: Places): Iterable<LinkFact> {
  const scope: Scope = { environment: new Map(), file: path, job: "", fixedInputs: new Set() };
  for (const [name, value] of Object.entries(asMap(asMap(asMap(on)?.workflow_call)?.outputs) ?? {})) {
    const { expressions, follows } = pastedInto(asScalar(asMap(value)?.value) ?? "", scope);
    yield {
      kind: "flow",
      at: locate([]),
      to: `${path}/outputs.${name.toLowerCase()}`,
      sources: expressions,
      from: follows,
      trigger,
    };
  }
}

/** Inputs that are a choice, a number or a switch. */
export function fixedInputs(on: unknown): Set<string> {
  const fixed = new Set<string>();
  for (const event of ["workflow_dispatch", "workflow_call"]) {
    for (const [name, value] of Object.entries(asMap(asMap(asMap(on)?.[event])?.inputs) ?? {}))
      if (/^(?:choice|boolean|number|environment)$/.test(asScalar(asMap(value)?.type) ?? ""))
        fixed.add(name.toLowerCase());
  }
  return fixed;
}
