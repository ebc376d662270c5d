import { asMap, asScalar, type Mapping } from "../../documents/shape.ts";
import type { YamlPath } from "../../documents/yaml/read.ts";
import type { WideSecret, WorkflowFact } from "../facts.ts";
import type { Locate } from "./reader.ts";
import { stepsOf } from "./shape.ts";

/** Secrets in the environment of a whole workflow or job, and how many of its steps name them. */
export function* wideSecrets(
  environment: unknown,
  level: WideSecret["level"],
  jobs: readonly Mapping[],
  path: YamlPath,
  about: Pick<WorkflowFact, "subject" | "signals">,
  locate: Locate,
): Iterable<WideSecret> {
  const steps = jobs.flatMap((job) => stepsOf(job, []).map(({ step }) => step));
  for (const [name, value] of Object.entries(asMap(environment) ?? {})) {
    if (!/\$\{\{[^}]*\bsecrets\.(?!GITHUB_TOKEN\b)/i.test(asScalar(value) ?? "")) continue;
    const word = new RegExp(`(?<![\\w-])${name.replace(/[^\w]/g, "\\$&")}(?![\\w-])`);
    const users = steps.filter((step) => word.test(JSON.stringify([step.run, step.with, step.env, step.if])));
    const others = steps.flatMap((step) => {
      const uses = asScalar(step.uses);
      return uses === undefined || users.includes(step) || /^(?:actions|github)\/|^\.\//.test(uses) ? [] : [uses];
    });
    const at = locate([...path, name]);
    yield {
      kind: "wide-secret",
      at,
      ...about,
      name,
      level,
      users: users.length,
      steps: steps.length,
      others: [...new Set(others)],
    };
  }
}
