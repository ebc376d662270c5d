import type { GapFact } from "../../core/reader.ts";
import { subject } from "../../core/subject.ts";
import { asMap, asScalar, type Mapping } from "../../documents/shape.ts";
import type { Trigger, WorkflowFact } from "../facts.ts";
import type { Locate } from "./reader.ts";
import { stepsOf } from "./shape.ts";
import { factsOfSteps } from "./steps.ts";

/** An action runs under whatever trigger its caller has; by itself it can be started by nobody. */
const CALLED: Trigger = { events: ["called"], outsider: false, privileged: false };

/** What a composite or container action uses and runs. */
export function* factsOfAction(path: string, root: Mapping, locate: Locate): Iterable<WorkflowFact | GapFact> {
  const runs = asMap(root.runs) ?? {};
  const about = { subject: subject("job", path), signals: {} };
  const image = asScalar(runs.image);
  if (runs.using === "docker" && image?.startsWith("docker://")) {
    yield { kind: "job-image", at: locate(["runs", "image"]), ...about, ref: image.slice("docker://".length) };
  }
  const steps = stepsOf(runs, ["runs"]);
  yield* factsOfSteps({ steps, about, environment: new Map(), trigger: CALLED, publishes: "", locate });
}
