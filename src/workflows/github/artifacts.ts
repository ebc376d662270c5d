import { asMap, asScalar, type Mapping } from "../../documents/shape.ts";
import type { FetchedArtifact } from "../facts.ts";
import { isAction, runsWorkTree } from "./step-kinds.ts";
import type { StepContext } from "./steps.ts";

export function fetchesArtifact(uses: string): boolean {
  return isAction(uses, "actions/download-artifact") || isAction(uses, "dawidd6/action-download-artifact");
}

export function fetchedArtifact(
  uses: string,
  { step, later, about, locate, path, trigger, inputs }: StepContext,
): FetchedArtifact {
  return {
    kind: "fetched-artifact",
    at: locate([...path, "uses"]),
    ...about,
    by: uses,
    fromOtherRun: isFromOtherRun(step),
    // A folder outside the work tree, or one of its own, is not what later steps run.
    runsLater: /^(?:|\.|\.\/)$/.test(asScalar(inputs.path) ?? "") && later.some(runsWorkTree),
    trigger,
  };
}

/** Whether a step brings files of another run into the work tree. */
export function isFromOtherRun(step: Mapping): boolean {
  const uses = asScalar(step.uses) ?? "";
  const inputs = asMap(step.with) ?? {};
  if (isAction(uses, "dawidd6/action-download-artifact")) return true;
  if (isAction(uses, "actions/download-artifact")) return inputs["run-id"] !== undefined;
  return (
    (isAction(uses, "actions/github-script") && /downloadArtifact/.test(asScalar(inputs.script) ?? "")) ||
    /\bgh\s+run\s+download\b/.test(asScalar(step.run) ?? "")
  );
}
