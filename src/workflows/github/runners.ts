import { asList, asMap, asScalar, type Mapping, texts } from "../../documents/shape.ts";
import type { YamlPath } from "../../documents/yaml/read.ts";
import type { WorkflowFact } from "../facts.ts";
import { literalsOf, parseExpression } from "./expressions/parse.ts";
import { expressionsIn } from "./expressions.ts";
import type { Locate } from "./reader.ts";

/** The container that a job runs in, and those of its services. */
export function* imagesOf(
  job: Mapping,
  here: YamlPath,
  about: Pick<WorkflowFact, "subject" | "signals">,
  locate: Locate,
): Iterable<WorkflowFact> {
  const container = asScalar(job.container) ?? asScalar(asMap(job.container)?.image);
  if (container !== undefined) {
    const at = asMap(job.container) === undefined ? ["container"] : ["container", "image"];
    yield { kind: "job-image", at: locate([...here, ...at]), ...about, ref: container, ...privilegeOf(job.container) };
  }
  for (const [service, value] of Object.entries(asMap(job.services) ?? {})) {
    const image = asScalar(asMap(value)?.image);
    const at = locate([...here, "services", service, "image"]);
    if (image !== undefined && image !== "")
      yield { kind: "job-image", at, ...about, ref: image, ...privilegeOf(value) };
  }
}

function privilegeOf(container: unknown): { privilege?: string } {
  const options = asScalar(asMap(container)?.options) ?? "";
  const flag = /--privileged\b|--cap-add[= ]\S*(?:SYS_ADMIN|ALL)\b|--(?:pid|network)[= ]host\b/i.exec(options)?.[0];
  const mount = texts(asMap(container)?.volumes).find((volume) => /^(?:\/var\/run\/docker\.sock|\/):/.test(volume));
  const privilege = flag ?? mount;
  return privilege === undefined ? {} : { privilege };
}

/** The labels of `runs-on`, written as a text, a list, or a map with a group. */
export function labelsOf(runsOn: unknown): string[] {
  const map = asMap(runsOn);
  const listed = Array.isArray(runsOn)
    ? runsOn
    : map === undefined
      ? [runsOn]
      : Array.isArray(map.labels)
        ? asList(map.labels)
        : [map.labels];
  return listed.flatMap((label) => labelsFrom(asScalar(label) ?? ""));
}

/** The labels that an expression chooses from, where they all stand in it; else the expression itself. */
function labelsFrom(label: string): string[] {
  const [inner, ...more] = expressionsIn(label);
  const expression = inner === undefined || more.length > 0 ? undefined : parseExpression(inner);
  const labels = expression === undefined ? undefined : literalsOf(expression);
  return label === "" ? [] : (labels ?? [label]);
}
