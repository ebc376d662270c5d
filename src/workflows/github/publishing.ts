import { asMap, asScalar, type Mapping, texts } from "../../documents/shape.ts";
import type { PublishingJob, Trigger, WorkflowFact } from "../facts.ts";
import { deployingCommand } from "../scripts/publishing.ts";
import { stepsOf } from "./shape.ts";
import { isAction, publishingStep } from "./step-kinds.ts";
import { narrow } from "./triggers.ts";

/** A job that publishes or deploys, with what it does it with; undefined for another one. */
export function publishingJob(
  job: Mapping,
  trigger: Trigger,
  on: unknown,
  about: Pick<WorkflowFact, "subject" | "signals">,
  at: WorkflowFact["at"],
): PublishingJob | undefined {
  const scripts = stepsOf(job, []).map(({ step }) => asScalar(step.run) ?? "");
  // A cluster that the job itself starts ends with the job.
  const isOwnCluster = /\b(?:kind|minikube|k3d|k3s|microk8s)\b/i.test(JSON.stringify(job.steps ?? ""));
  const deploys = isOwnCluster ? undefined : scripts.flatMap((script) => deployingCommand(script) ?? [])[0];
  const publishes = publishingStep(job) || deploys;
  if (publishes === undefined) return undefined;
  const environment = asScalar(job.environment) ?? asScalar(asMap(job.environment)?.name) ?? "";
  const onRequest = isOnRequest(job, trigger);
  return {
    kind: "publishing-job",
    looseBranches: looseBranches(on, job),
    onRequest,
    at,
    ...about,
    publishes,
    environment,
    byHand: isByHand(trigger, on),
    longLivedKey: longLivedKey(job),
  };
}

/** `main*`: a name and whatever follows. `release/*` is a folder of branches, which a rule can protect as such. */
function looseBranches(on: unknown, job: Mapping): string[] {
  const branches = texts(asMap(asMap(on)?.push)?.branches);
  // What stands in the way of other branches may be a condition.
  const isOpen = job.if === undefined && stepsOf(job, []).every(({ step }) => step.if === undefined);
  return branches.filter((branch) => /^[\w-]+\*{1,2}$/.test(branch) || (isOpen && /^\*{1,2}$/.test(branch)));
}

/** Whether a pull request gets as far as a step that publishes or deploys. */
function isOnRequest(job: Mapping, trigger: Trigger): boolean {
  if (!trigger.events.some((event) => event.startsWith("pull_request"))) return false;
  return stepsOf(job, []).some(({ step }) => {
    const does = publishingStep({ steps: [step] }) !== "" || deployingCommand(asScalar(step.run) ?? "") !== undefined;
    const condition = asScalar(step.if);
    // What an earlier job or a caller decides may be just this: whether it is a request.
    if (isDecidedElsewhere(condition) || isDecidedElsewhere(asScalar(job.if))) return false;
    return does && (condition === undefined ? trigger : narrow(trigger, [condition])).outsider;
  });
}

function isDecidedElsewhere(condition = ""): boolean {
  return /\b(?:needs|inputs|steps|env|vars)\./.test(condition);
}

function isByHand({ events }: Trigger, on: unknown): boolean {
  const push = asMap(asMap(on)?.push);
  return events.every(
    (event) =>
      event === "release" ||
      event === "workflow_dispatch" ||
      event === "workflow_call" ||
      (event === "push" && push?.tags !== undefined && push.branches === undefined),
  );
}

/** Registries that take an identity token instead: the variable or input that holds a secret, and what uses it. */
function longLivedKey(job: Mapping): string {
  const inJob = secretNames(job.env);
  for (const { step } of stepsOf(job, [])) {
    const variables = [...inJob, ...secretNames(step.env)];
    const script = asScalar(step.run) ?? "";
    const uses = asScalar(step.uses) ?? "";
    const inputs = asMap(step.with) ?? {};
    const found = BY_COMMAND.find(
      ({ command, variable }) => command.test(script) && variables.some((name) => variable.test(name)),
    );
    if (found !== undefined) return `${variables.find((name) => found.variable.test(name))} for ${found.registry}`;
    // Another registry than the well-known one may not know trusted publishing.
    const isPypi =
      isAction(uses, "pypa/gh-action-pypi-publish") &&
      inputs["repository-url"] === undefined &&
      inputs["repository_url"] === undefined;
    if (isPypi && /\bsecrets\./.test(asScalar(inputs.password) ?? "")) return "password for PyPI";
    if (isAction(uses, "JS-DevTools/npm-publish") && /\bsecrets\./.test(asScalar(inputs.token) ?? ""))
      return "token for npm";
  }
  return "";
}

const BY_COMMAND: readonly { readonly registry: string; readonly command: RegExp; readonly variable: RegExp }[] = [
  {
    registry: "npm",
    command: /\b(?:npm|pnpm|yarn)\s+(?:-\S+\s+)*publish\b/,
    variable: /^(?:NODE_AUTH_TOKEN|NPM_TOKEN|NPM_AUTH_TOKEN)$/i,
  },
  { registry: "PyPI", command: /\btwine\s+upload\b/, variable: /^TWINE_PASSWORD$/i },
  { registry: "PyPI", command: /\buv\s+publish\b/, variable: /^UV_PUBLISH_(?:TOKEN|PASSWORD)$/i },
  { registry: "PyPI", command: /\bpoetry\s+publish\b/, variable: /^POETRY_PYPI_TOKEN_PYPI$/i },
  { registry: "crates.io", command: /\bcargo\s+publish\b/, variable: /^CARGO_REGISTRY_TOKEN$/i },
  { registry: "RubyGems", command: /\bgem\s+push\b/, variable: /^(?:GEM_HOST_API_KEY|RUBYGEMS_API_KEY)$/i },
];

function secretNames(environment: unknown): string[] {
  return Object.entries(asMap(environment) ?? {}).flatMap(([name, value]) =>
    /\$\{\{[^}]*\bsecrets\.(?!github_token\b)/i.test(asScalar(value) ?? "") ? [name] : [],
  );
}
