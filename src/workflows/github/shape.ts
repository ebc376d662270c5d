import { asList, asMap, type Mapping } from "../../documents/shape.ts";
import type { YamlPath } from "../../documents/yaml/read.ts";

interface Step {
  readonly step: Mapping;
  readonly path: YamlPath;
}

/** The steps of a job or of a composite action, with the way to each; those that run beside each other, one after the other. */
export function stepsOf(job: Mapping, path: YamlPath): Step[] {
  return listed(job.steps, [...path, "steps"]).flatMap(({ step, path: here }) =>
    step.parallel === undefined ? [{ step, path: here }] : listed(step.parallel, [...here, "parallel"]),
  );
}

function listed(steps: unknown, path: YamlPath): Step[] {
  return asList(steps).flatMap((value, index) => {
    const step = asMap(value);
    return step === undefined ? [] : [{ step, path: [...path, index] }];
  });
}
