import { asList, asMap, type Mapping } from "../../documents/shape.ts";
import type { YamlPath } from "../../documents/yaml/read.ts";

/** The steps of a job or of a composite action, with the way to each. */
export function stepsOf(job: Mapping, path: YamlPath): { step: Mapping; path: YamlPath }[] {
  return asList(job.steps).flatMap((value, index) => {
    const step = asMap(value);
    return step === undefined ? [] : [{ step, path: [...path, "steps", index] }];
  });
}
