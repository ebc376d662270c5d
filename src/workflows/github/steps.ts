import { packageInstall } from "../../core/install.ts";
import { asMap, asScalar, type Mapping } from "../../documents/shape.ts";
import { programOf, readShell } from "../../documents/shell/read.ts";
import type { YamlPath } from "../../documents/yaml/read.ts";
import type { Checkout, LinkFact, Trigger, UsedStep, WorkflowFact } from "../facts.ts";
import { printedSecrets } from "../scripts/printed-secrets.ts";
import { factsOfShell, ITSELF, isOfRequest } from "../scripts/shell-facts.ts";
import { variablesOf } from "../variables.ts";
import { fetchedArtifact, fetchesArtifact } from "./artifacts.ts";
import { readCondition, wholeSecrets } from "./conditions.ts";
import { expressionsIn, pastedInto, type Scope, together } from "./expressions.ts";
import { flowsOfStep } from "./flows.ts";
import { asksForForeignCode, foreignCheckout } from "./foreign-code.ts";
import { committingAction, mergingAction } from "./known-helpers.ts";
import type { Locate } from "./reader.ts";
import { bringsOutsideText, cacheOf, isAction, pushes, runsWorkTree, scriptInputs, switchedOff } from "./step-kinds.ts";
import { narrow, reachOf } from "./triggers.ts";

export interface StepsContext {
  readonly steps: readonly { readonly step: Mapping; readonly path: YamlPath }[];
  readonly job: Mapping;
  readonly about: Pick<WorkflowFact, "subject" | "signals">;
  readonly scope: Scope;
  readonly trigger: Trigger;
  readonly publishes: string;
  readonly tokenWrites: readonly string[];
  readonly locate: Locate;
  /** What stands in a comment behind the value at a path. */
  readonly commentAt: (path: YamlPath) => string;
}

/** One step with those around it. */
export interface StepContext extends StepsContext {
  readonly step: Mapping;
  readonly path: YamlPath;
  readonly earlier: readonly Mapping[];
  readonly later: readonly Mapping[];
  readonly inputs: Mapping;
  readonly secretVariables: readonly string[];
}

/** What the steps of one job, or of one composite action, use and run. */
export function* factsOfSteps(context: StepsContext): Iterable<WorkflowFact | LinkFact> {
  for (const [index, { step, path }] of context.steps.entries()) {
    const others = context.steps.map((entry) => entry.step);
    yield* factsOfStep(withOwnSettings(context, step, path, others.slice(0, index), others.slice(index + 1)));
  }
}

function withOwnSettings(
  context: StepsContext,
  step: Mapping,
  path: YamlPath,
  earlier: readonly Mapping[],
  later: readonly Mapping[],
): StepContext {
  const environment = new Map([...context.scope.environment, ...ownEnvironment(step)]);
  const condition = asScalar(step.if);
  const trigger = condition === undefined ? context.trigger : narrow(context.trigger, [condition]);
  const secretVariables = Object.entries(asMap(step.env) ?? {}).flatMap(([name, value]) =>
    /\$\{\{[^}]*\bsecrets\./.test(asScalar(value) ?? "") ? [name] : [],
  );
  return {
    ...context,
    about: { ...context.about, signals: trigger.events.includes("called") ? {} : reachOf(trigger) },
    scope: { ...context.scope, environment },
    trigger,
    step,
    path,
    earlier,
    later,
    inputs: asMap(step.with) ?? {},
    secretVariables,
  };
}

function* factsOfStep(context: StepContext): Iterable<WorkflowFact | LinkFact> {
  const { step } = context;
  if (asScalar(step.uses) !== undefined) yield* factsOfUse(asScalar(step.uses) ?? "", context);
  const script = asScalar(step.run);
  if (script !== undefined) yield* factsOfRun(script, context);
  yield* variablesOf(step.env, [...context.path, "env"], context.about, context.locate);
  yield* flowsOfStep(context);
  yield* conditionAt(step, context.path, context);
  yield* secretUses(step, context);
}

function* factsOfUse(uses: string, context: StepContext): Iterable<WorkflowFact> {
  const { about, locate, path, trigger, inputs, publishes, earlier, scope } = context;
  yield usedStep(uses, context);
  if (isAction(uses, "actions/checkout")) yield checkout(context);
  const by = cacheOf(uses, inputs);
  if (by !== undefined) {
    const key = asScalar(inputs.key) ?? "";
    const runsForeignCode = earlier.some((step) => asksForForeignCode(step));
    const at = locate([...path, "uses"]);
    yield { kind: "restored-cache", at, ...about, by, publishes, key, runsForeignCode, trigger };
  }
  if (fetchesArtifact(uses)) yield fetchedArtifact(uses, context);
  const own = locate([...path, "uses"]);
  const merge = mergingAction(uses);
  if (merge !== undefined) yield { kind: "automatic-merge", at: own, ...about, ...merge, trigger };
  const commit = committingAction(uses, inputs);
  const isOwn = commit !== undefined && !(commit.branch === ITSELF && goesElsewhere(earlier));
  if (isOwn && !isOfRequest(trigger, commit.branch))
    yield { kind: "pushed-commit", at: own, ...about, ...commit, installs: installsBefore(earlier) };
  for (const { input, interpreter } of scriptInputs(uses)) {
    const script = asScalar(inputs[input]) ?? "";
    const at = locate([...path, "with", input]);
    if (script !== "") yield { kind: "script", at, ...about, interpreter, ...pastedInto(script, scope), trigger };
  }
}

function installsBefore(earlier: readonly Mapping[]): string {
  for (const step of earlier) {
    for (const command of readShell(asScalar(step.run) ?? "")) {
      const { program, args } = programOf(command);
      const install = packageInstall(program, args);
      if (install !== undefined) return install.command;
    }
  }
  return "";
}

function usedStep(uses: string, context: StepContext): UsedStep {
  const { step, job, about, locate, path, trigger, inputs, scope, secretVariables, tokenWrites } = context;
  const texts = Object.entries(inputs).flatMap(([name, value]) => {
    const text = asScalar(value);
    return text === undefined ? [] : [[name.toLowerCase(), text.slice(0, 4_096)] as const];
  });
  const off = switchedOff(step, job);
  const at = [...path, "uses"];
  return {
    kind: "used-step",
    at: locate(at),
    ...about,
    uses,
    trigger,
    inputs: Object.fromEntries(texts),
    secretVariables,
    comment: context.commentAt(at),
    tokenWrites,
    ...(isPartOfJob(path) && { holds: holdingsOf(job, tokenWrites) }),
    ...(off === undefined ? {} : { switchedOff: off }),
    ...together(texts.map(([, text]) => pastedInto(text, scope))),
  };
}

/** The steps of a composite action run in jobs that are not seen from there. */
function isPartOfJob([top]: YamlPath): boolean {
  return top === "jobs";
}

/** What a job holds: any step of it may read the memory in which all of this lies. */
function holdingsOf(job: Mapping, tokenWrites: readonly string[]): string {
  const named = JSON.stringify(job).matchAll(/\bsecrets\.([A-Za-z_]\w{0,100})/g);
  const secrets = [...new Set([...named].map(([, name = ""]) => name))].filter((name) => !/^github_token$/i.test(name));
  const token = tokenWrites.some((scope) => scope === "default" || scope === "write-all")
    ? "a token that may write what the repository's default lets it"
    : tokenWrites.length > 0
      ? `a token that may write ${tokenWrites.slice(0, 4).join(", ")}`
      : "";
  const some = secrets.length === 0 ? "" : `${secrets.slice(0, 3).join(", ")}${secrets.length > 3 ? " and more" : ""}`;
  return [some, token].filter((part) => part !== "").join(" and ");
}

/** A folder or branch that earlier steps chose: then a bare push goes there. */
function goesElsewhere(earlier: readonly Mapping[]): boolean {
  return earlier.some((step) => {
    const inputs = asMap(step.with) ?? {};
    const isCheckout = isAction(asScalar(step.uses) ?? "", "actions/checkout");
    return (
      (isCheckout && ["repository", "path", "ref"].some((name) => inputs[name] !== undefined)) ||
      /\bgit\s+(?:-\S+\s+)*(?:switch|checkout|clone|worktree)\b/.test(asScalar(step.run) ?? "")
    );
  });
}

function* factsOfRun(script: string, context: StepContext): Iterable<WorkflowFact> {
  const { step, about, locate, path, trigger, scope, secretVariables, earlier } = context;
  const at = locate([...path, "run"]);
  const interpreter = asScalar(step.shell) ?? "shell";
  yield { kind: "script", at, ...about, interpreter, ...pastedInto(script, scope), trigger };
  if (!/pwsh|powershell|cmd|python|node/.test(interpreter))
    for (const fact of factsOfShell(script, about, at, trigger))
      if (fact.kind !== "pushed-commit" || fact.branch !== ITSELF || !goesElsewhere(earlier)) yield fact;
  const foreign = foreignCheckout(script, context);
  if (foreign !== undefined) yield foreign;
  for (const { name, changedBy } of printedSecrets(script, secretVariables))
    yield { kind: "printed-secret", at, ...about, name, changedBy };
}

export function* conditionAt(
  part: Mapping,
  path: YamlPath,
  { about, locate, scope, trigger }: Pick<StepsContext, "about" | "locate" | "scope" | "trigger">,
): Iterable<WorkflowFact> {
  const text = asScalar(part.if);
  if (text === undefined || /^(?:true|false)$/.test(text)) return;
  const read = readCondition(text, scope);
  if (!read.alwaysTrue && read.containsInText === undefined && read.botActor === undefined) return;
  yield { kind: "condition", at: locate([...path, "if"]), ...about, ...read, trigger };
}

function* secretUses(step: Mapping, { about, locate, path, trigger }: StepContext): Iterable<WorkflowFact> {
  for (const key of ["run", "with", "env"]) {
    const value = step[key] ?? "";
    const written = typeof value === "string" ? value : JSON.stringify(value);
    for (const expression of wholeSecrets(written.replaceAll('\\"', '"')))
      yield { kind: "secret-use", at: locate([...path, key]), ...about, expression, trigger };
  }
}

function* ownEnvironment(step: Mapping): Iterable<[string, string]> {
  for (const [name, value] of Object.entries(asMap(step.env) ?? {})) {
    const text = asScalar(value);
    if (text !== undefined) yield [name.toLowerCase(), text];
  }
}

function checkout({ path, earlier, later, inputs, about, trigger, locate }: StepContext): Checkout {
  const keeps = asScalar(inputs["persist-credentials"]);
  const packed = later.flatMap((step) => packsWorkTree(step, asScalar(inputs.path) ?? "") ?? [])[0];
  return {
    kind: "checkout",
    at: locate([...path, "uses"]),
    ...about,
    ref: revisionOf(asScalar(inputs.ref) ?? "", earlier),
    repository: asScalar(inputs.repository) ?? "",
    keepsToken:
      keeps === undefined ? true : keeps.includes("${{") ? "computed at run time" : keeps.toLowerCase() !== "false",
    pushesLater: later.some(pushes),
    runsLater: later.some(runsWorkTree),
    ...(packed === undefined ? {} : { packedLater: packed }),
    trigger,
  };
}

/** A revision that an earlier step's well-known output stands for is written as what it is. */
function revisionOf(ref: string, earlier: readonly Mapping[]): string {
  const output = /^steps\.([\w-]+)\.outputs\.([\w-]+)$/.exec(expressionsIn(ref)[0] ?? "");
  const step = output === null ? undefined : earlier.find(({ id }) => id === output[1]);
  return step !== undefined && bringsOutsideText(asScalar(step.uses) ?? "", output?.[2] ?? "")
    ? `${ref} (the pull request's head_ref)`
    : ref;
}

/** The upload that takes the folder of the checkout whole, with the hidden files in it. */
function packsWorkTree(step: Mapping, folder: string): string | undefined {
  const uses = asScalar(step.uses) ?? "";
  if (!isAction(uses, "actions/upload-artifact")) return undefined;
  const inputs = asMap(step.with) ?? {};
  const hidden = asScalar(inputs["include-hidden-files"]) === "true" || /@v(?:[123]|4\.[0-3])(?:\.|$)/.test(uses);
  const paths = (asScalar(inputs.path) ?? "").split("\n").map((line) => line.trim().replace(/\/$/, ""));
  const whole = new Set(
    [".", "./", "${{ github.workspace }}", folder.replace(/\/$/, "")].filter((path) => path !== ""),
  );
  return hidden && paths.some((path) => whole.has(path)) ? uses : undefined;
}
