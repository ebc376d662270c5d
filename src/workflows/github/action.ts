import type { GapFact } from "../../core/reader.ts";
import { subject } from "../../core/subject.ts";
import { asMap, asScalar, type Mapping } from "../../documents/shape.ts";
import type { LinkFact, Trigger, WorkflowFact } from "../facts.ts";
import { pastedInto, type Scope } from "./expressions.ts";
import { stepsOf } from "./shape.ts";
import { factsOfSteps } from "./steps.ts";
import type { Places } from "./workflow.ts";

/** An action runs under whatever trigger its caller has; by itself it can be started by nobody. */
const CALLED: Trigger = { events: ["called"], outsider: false, privileged: false };

/** What a composite or container action uses and runs. */
export function* factsOfAction(
  path: string,
  root: Mapping,
  places: Places,
): Iterable<WorkflowFact | LinkFact | GapFact> {
  const runs = asMap(root.runs) ?? {};
  const about = { subject: subject("job", path), signals: {} };
  const image = asScalar(runs.image);
  const { locate } = places;
  if (runs.using === "docker" && image?.startsWith("docker://")) {
    yield { kind: "job-image", at: locate(["runs", "image"]), ...about, ref: image.slice("docker://".length) };
  }
  const folder = path.replace(/\/?action\.ya?ml$/, "");
  const scope: Scope = { environment: new Map(), file: folder, job: "", fixedInputs: new Set() };
  const steps = stepsOf(runs, ["runs"]);
  yield* factsOfSteps({ steps, job: {}, about, scope, trigger: CALLED, publishes: "", tokenWrites: [], ...places });
  for (const [name, value] of Object.entries(asMap(root.outputs) ?? {})) {
    const { expressions, follows } = pastedInto(asScalar(asMap(value)?.value) ?? "", scope);
    const to = `${folder}/outputs.${name.toLowerCase()}`;
    yield { kind: "flow", at: locate(["outputs", name]), to, sources: expressions, from: follows, trigger: CALLED };
  }
}
