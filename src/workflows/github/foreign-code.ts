import { asMap, asScalar, type Mapping } from "../../documents/shape.ts";
import type { Checkout } from "../facts.ts";
import { isAction, pushes, runsWorkTree } from "./step-kinds.ts";
import type { StepContext } from "./steps.ts";

const HEAD = /github\.event\.pull_request\.head|github\.head_ref|github\.event\.workflow_run\.head_|refs\/pull\//i;

/** Whether a step checks out the code of whoever opened the pull request. */
export function asksForForeignCode(step: Mapping): boolean {
  const inputs = asMap(step.with) ?? {};
  const uses = asScalar(step.uses) ?? "";
  if (isAction(uses, "actions/checkout"))
    return HEAD.test(`${asScalar(inputs.ref) ?? ""} ${asScalar(inputs.repository) ?? ""}`);
  return foreignRevision(asScalar(step.run) ?? "", asMap(step.env) ?? {}) !== undefined;
}

/** A script that lays foreign code into the work tree, as a checkout. */
export function foreignCheckout(
  script: string,
  { step, about, locate, path, later, trigger }: StepContext,
): Checkout | undefined {
  const ref = foreignRevision(script, asMap(step.env) ?? {});
  if (ref === undefined) return undefined;
  const behind = script.slice(script.indexOf(ref) + ref.length);
  return {
    kind: "checkout",
    at: locate([...path, "run"]),
    ...about,
    ref,
    repository: "",
    keepsToken: false,
    pushesLater: later.some(pushes),
    runsLater: later.some(runsWorkTree) || runsWorkTree({ run: behind.slice(behind.indexOf("\n") + 1) }),
    trigger,
  };
}

/** The command that fetches the head of a pull request and lays it out, as written; `gh pr checkout 5`. */
function foreignRevision(script: string, environment: Mapping): string | undefined {
  const checkout = /\bgh\s+pr\s+checkout\b[^\n]{0,200}/.exec(script)?.[0];
  if (checkout !== undefined) return checkout.trim();
  const fetched = /\bgit\s+fetch\b[^\n]{0,200}?\b(?:refs\/)?pull\/[^\n]{0,200}/.exec(script)?.[0];
  if (fetched !== undefined && /\bgit\s+(?:checkout|switch|reset|merge)\b/.test(script)) return fetched.trim();
  const laidOut = /\bgit\s+(?:checkout|switch|reset --hard)\s+[^\n]{1,200}/.exec(script)?.[0];
  if (laidOut === undefined) return undefined;
  const values = Object.entries(environment).filter(([name]) =>
    new RegExp(`\\$\\{?${name.replace(/\W/g, "")}\\b`).test(laidOut),
  );
  return HEAD.test(laidOut) || values.some(([, value]) => HEAD.test(asScalar(value) ?? ""))
    ? laidOut.trim()
    : undefined;
}
