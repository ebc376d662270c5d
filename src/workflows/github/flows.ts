import { asMap, asScalar } from "../../documents/shape.ts";
import type { Flow, LinkFact, Reference, Trigger, WorkflowFact } from "../facts.ts";
import { filledIn, handoversIn, readsFile, variablesIn } from "../scripts/handover.ts";
import { isFromOtherRun } from "./artifacts.ts";
import { type Pasted, pastedInto, type Scope, together } from "./expressions.ts";
import { asksForForeignCode } from "./foreign-code.ts";
import { bringsOutsideText, isAction } from "./step-kinds.ts";
import type { StepContext } from "./steps.ts";

/** How values leave a step: outputs, variables of later steps, inputs of what it calls. */
export function* flowsOfStep(context: StepContext): Iterable<WorkflowFact | LinkFact> {
  const { step, inputs, locate, path, scope, trigger } = context;
  const uses = asScalar(step.uses) ?? "";
  const at = locate(path);
  const id = asScalar(step.id)?.toLowerCase();
  const node = `${scope.file}#${scope.job}/steps.${id ?? `at-${path.join(".")}`}`;
  if (/^[.$]\//.test(uses)) {
    const callee = uses.slice("./".length).replace(/\/$/, "");
    yield { kind: "call", at, from: node, file: scope.file, callee, trigger };
    yield* inputsOf(callee, inputs, scope, at, trigger);
  }
  if (id !== undefined && isAction(uses, "actions/github-script") && asScalar(inputs.script) !== undefined)
    yield* outputsOfScript(asScalar(inputs.script) ?? "", node, at, trigger);
  if (id !== undefined && uses !== "") yield* knownOutputs(uses, id, node, context);
  yield* handovers(asScalar(step.run) ?? "", node, id !== undefined, context);
}

/** What a call hands to a local action or workflow. */
export function* inputsOf(
  callee: string,
  inputs: Readonly<Record<string, unknown>>,
  scope: Scope,
  at: Flow["at"],
  trigger: Trigger,
): Iterable<Flow> {
  for (const [name, value] of Object.entries(inputs)) {
    const text = asScalar(value);
    if (text === undefined) continue;
    const { expressions, follows } = pastedInto(text, scope);
    yield {
      kind: "flow",
      at,
      to: `${callee}/inputs.${name.toLowerCase()}`,
      sources: expressions,
      from: follows,
      trigger,
    };
  }
}

function* knownOutputs(uses: string, id: string, node: string, { locate, path, trigger }: StepContext): Iterable<Flow> {
  if (!/^(?:tj-actions|dorny|xt0rted|eficode|potiuk)\//i.test(uses)) return;
  const setBy = trigger.outsider ? "anyone" : "contributor";
  for (const output of KNOWN_OUTPUTS.filter((name) => bringsOutsideText(uses, name)))
    yield {
      kind: "flow",
      at: locate(path),
      to: `${node}.outputs.${output.toLowerCase()}`,
      sources: [{ text: `steps.${id}.outputs.${output}`, setBy }],
      from: [],
      trigger,
    };
}

const KNOWN_OUTPUTS = [
  "all_changed_files",
  "all_changed_and_modified_files",
  "all_modified_files",
  "added_files",
  "modified_files",
  "renamed_files",
  "other_changed_files",
  "head_ref_branch",
  "current_branch",
  "head_ref",
  "sourceHeadBranch",
];

/** `core.setOutput('title', context.payload.issue.title)` in an inline script. */
function* outputsOfScript(script: string, node: string, at: Flow["at"], trigger: Trigger): Iterable<Flow> {
  for (const [, name = "", value = ""] of script.matchAll(
    /core\.setOutput\(\s*['"`]([\w-]+)['"`]\s*,\s*([^;\n]{1,300})/g,
  )) {
    const taken =
      /^(?:context\.payload|github\.event)\.((?:issue|pull_request|comment|review|discussion)\.(?:title|body|head\.ref))\b/.exec(
        value,
      )?.[1];
    if (taken !== undefined)
      yield {
        kind: "flow",
        at,
        to: `${node}.outputs.${name.toLowerCase()}`,
        sources: [{ text: `github.event.${taken}`, setBy: "anyone" }],
        from: [],
        trigger,
      };
  }
}

function* handovers(
  script: string,
  node: string,
  hasId: boolean,
  context: StepContext,
): Iterable<WorkflowFact | LinkFact> {
  const { about, locate, path, scope, trigger } = context;
  for (const { file, name, value } of handoversIn(script)) {
    const { expressions, follows } = originsIn(filledIn(value, script), context);
    if (expressions.length + follows.length === 0) continue;
    const at = locate([...path, "run"]);
    const flow = { kind: "flow", at, sources: expressions, from: follows, trigger } as const;
    if (file === "GITHUB_OUTPUT" && hasId) yield { ...flow, to: `${node}.outputs.${name.toLowerCase()}` };
    if (file === "GITHUB_OUTPUT") continue;
    if (file === "GITHUB_ENV") yield { ...flow, to: `${scope.file}#${scope.job}/env.${name.toLowerCase()}` };
    yield { kind: "environment-write", at, ...about, file, expressions, follows, trigger };
  }
}

/** Where a shell's text comes from: the expressions in it, those of its variables, and files of outsiders. */
function originsIn(text: string, { step, scope, earlier, trigger }: StepContext): Pasted {
  const own = asMap(step.env) ?? {};
  const variables = variablesIn(text).flatMap((name) => {
    const value = asScalar(own[name]) ?? scope.environment.get(name.toLowerCase());
    if (value !== undefined) return [pastedInto(value, scope)];
    if (name === "GITHUB_HEAD_REF")
      return [{ expressions: [{ text: "github.head_ref", setBy: "anyone" as const }], follows: [] }];
    const node: Reference = { text: `env.${name}`, node: `${scope.file}#${scope.job}/env.${name.toLowerCase()}` };
    return [{ expressions: [], follows: [node] }];
  });
  const isForeign = trigger.privileged && earlier.some((other) => isFromOtherRun(other) || asksForForeignCode(other));
  const files: Pasted[] =
    isForeign && readsFile(text)
      ? [{ expressions: [{ text: "a file that outsiders wrote", setBy: "anyone" }], follows: [] }]
      : [];
  return together([pastedInto(text, scope), ...variables, ...files]);
}
