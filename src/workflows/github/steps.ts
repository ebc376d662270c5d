import { asMap, asScalar, type Mapping } from "../../documents/shape.ts";
import type { YamlPath } from "../../documents/yaml/read.ts";
import type { Checkout, Trigger, WorkflowFact } from "../facts.ts";
import { type Environment, pastedInto } from "./expressions.ts";
import type { Locate } from "./reader.ts";
import { stepsOf } from "./shape.ts";

interface StepsContext {
  readonly steps: readonly { readonly step: Mapping; readonly path: YamlPath }[];
  readonly about: Pick<WorkflowFact, "subject" | "signals">;
  readonly environment: Environment;
  readonly trigger: Trigger;
  readonly publishes: string;
  readonly locate: Locate;
}

/** What the steps of one job, or of one composite action, use and run. */
export function* factsOfSteps(context: StepsContext): Iterable<WorkflowFact> {
  for (const [index, { step, path }] of context.steps.entries()) {
    const later = context.steps.slice(index + 1).map((entry) => entry.step);
    yield* factsOfStep(step, path, later, context);
  }
}

function* factsOfStep(
  step: Mapping,
  path: YamlPath,
  later: readonly Mapping[],
  context: StepsContext,
): Iterable<WorkflowFact> {
  const { about, trigger, locate, publishes } = context;
  const signals = about.signals ?? {};
  const environment = new Map([...context.environment, ...ownEnvironment(step)]);
  const uses = asScalar(step.uses);
  const inputs = asMap(step.with) ?? {};
  if (uses !== undefined) {
    yield { kind: "used-step", at: locate([...path, "uses"]), ...about, signals, uses, trigger };
    if (isAction(uses, "actions/checkout")) yield checkout(step, path, later, context);
    const cache = cacheOf(uses, inputs);
    if (cache !== undefined)
      yield { kind: "restored-cache", at: locate([...path, "uses"]), ...about, signals, by: cache, publishes };
  }
  const script = asScalar(step.run);
  if (script !== undefined) {
    const interpreter = asScalar(step.shell) ?? "shell";
    yield {
      kind: "script",
      at: locate([...path, "run"]),
      ...about,
      signals,
      interpreter,
      expressions: pastedInto(script, environment),
      trigger,
    };
  }
  const inline = uses !== undefined && isAction(uses, "actions/github-script") ? asScalar(inputs.script) : undefined;
  if (inline !== undefined) {
    const expressions = pastedInto(inline, environment);
    yield {
      kind: "script",
      at: locate([...path, "with", "script"]),
      ...about,
      signals,
      interpreter: "JavaScript",
      expressions,
      trigger,
    };
  }
}

function* ownEnvironment(step: Mapping): Iterable<[string, string]> {
  for (const [name, value] of Object.entries(asMap(step.env) ?? {})) {
    const text = asScalar(value);
    if (text !== undefined) yield [name.toLowerCase(), text];
  }
}

function checkout(
  step: Mapping,
  path: YamlPath,
  later: readonly Mapping[],
  { about, trigger, locate }: StepsContext,
): Checkout {
  const inputs = asMap(step.with) ?? {};
  const keeps = asScalar(inputs["persist-credentials"]);
  return {
    kind: "checkout",
    at: locate([...path, "uses"]),
    ...about,
    signals: about.signals ?? {},
    ref: asScalar(inputs.ref) ?? "",
    repository: asScalar(inputs.repository) ?? "",
    keepsToken:
      keeps === undefined ? true : keeps.includes("${{") ? "computed at run time" : keeps.toLowerCase() !== "false",
    pushesLater: later.some(pushes),
    runsLater: later.some(runsWorkTree),
    trigger,
  };
}

/** Actions that push with the token that checkout left behind. */
const PUSHING_ACTIONS = [
  "stefanzweifel/git-auto-commit-action",
  "peter-evans/create-pull-request",
  "ad-m/github-push-action",
  "EndBug/add-and-commit",
  "JamesIves/github-pages-deploy-action",
  "changesets/action",
];

function pushes(step: Mapping): boolean {
  const uses = asScalar(step.uses) ?? "";
  const script = asScalar(step.run) ?? "";
  return (
    /\bgit\s+(?:-[^\s]+\s+)*(?:push|fetch|pull)\b|\bgit\s+submodule\s+update\b/.test(script) ||
    PUSHING_ACTIONS.some((action) => isAction(uses, action))
  );
}

/** Commands that execute what the work tree says. A bare `echo` or `gh` does not. */
const RUNS_WORK_TREE =
  /(?:^|[\s;&|(])(?:npm|pnpm|yarn|bun|npx|node|make|cmake|ninja|go|cargo|mvn|\.\/\S|gradle|python3?|pip3?|poetry|uv|tox|pytest|bundle|rake|ruby|composer|php|dotnet|docker|bash|sh|terraform|ansible-playbook|bazel|just|task|pre-commit)(?:\s|$)/m;

function runsWorkTree(step: Mapping): boolean {
  const uses = asScalar(step.uses) ?? "";
  const script = asScalar(step.run) ?? "";
  return (
    uses.startsWith("./") ||
    RUNS_WORK_TREE.test(script) ||
    /^(?:docker\/build-push-action|pre-commit\/action|golangci\/golangci-lint-action)@/.test(uses)
  );
}

function isAction(uses: string, name: string): boolean {
  return uses.toLowerCase().startsWith(`${name.toLowerCase()}@`);
}

/** The step that restores a cache, with the input that asks for it; undefined when none is restored. */
function cacheOf(uses: string, inputs: Mapping): string | undefined {
  if (isAction(uses, "actions/cache") || isAction(uses, "actions/cache/restore")) return uses;
  if (/^actions\/setup-(?:node|python|java|dotnet|ruby)@/i.test(uses)) {
    const cache = asScalar(inputs.cache);
    return cache !== undefined && cache !== "" && cache !== "false" ? `${uses} with cache: ${cache}` : undefined;
  }
  if (isAction(uses, "actions/setup-go"))
    return asScalar(inputs.cache) === "false" ? undefined : `${uses} (caches unless told not to)`;
  if (isAction(uses, "Swatinem/rust-cache")) return uses;
  return undefined;
}

const PUBLISHING_ACTIONS =
  /^(?:pypa\/gh-action-pypi-publish|softprops\/action-gh-release|goreleaser\/goreleaser-action|actions\/create-release|ncipollo\/release-action|JS-DevTools\/npm-publish|rubygems\/release-gem|actions\/deploy-pages)@/i;

const PUBLISHING_COMMANDS =
  /\b(?:npm|pnpm|yarn)\s+(?:-\S+\s+)*publish\b|\btwine\s+upload\b|\buv\s+publish\b|\bcargo\s+publish\b|\bgem\s+push\b|\bdocker\s+push\b|\bgoreleaser\s+release\b|\bgh\s+release\s+(?:create|upload)\b|\bmvn\s[^\n]*\bdeploy\b/;

/** What shows that a job hands something to other people; empty when nothing does. */
export function publishingIn(job: Mapping, trigger: Trigger, on: unknown): string {
  for (const { step } of stepsOf(job, [])) {
    const uses = asScalar(step.uses) ?? "";
    const script = asScalar(step.run) ?? "";
    const command = PUBLISHING_COMMANDS.exec(script)?.[0];
    const pushesImage = /^docker\/build-push-action@/i.test(uses) && asScalar(asMap(step.with)?.push) === "true";
    if (PUBLISHING_ACTIONS.test(uses) || pushesImage) return uses;
    if (command !== undefined) return command.trim();
  }
  const onRelease = trigger.events.length === 1 && trigger.events[0] === "release";
  const onTags =
    trigger.events.length === 1 &&
    asMap(asMap(on)?.push)?.tags !== undefined &&
    asMap(asMap(on)?.push)?.branches === undefined;
  return onRelease ? "runs on releases" : onTags ? "runs on tags" : "";
}
