import type { FactBook } from "../../core/analyzer.ts";
import type { Fact } from "../../core/fact.ts";
import type { Gap } from "../../core/gap.ts";
import { describePlace } from "../../core/place.ts";
import type { Rendered } from "../rendered.ts";
import type { UnrenderedFile } from "./facts.ts";

/** The facts of files that nothing puts together, and of the others what they become. */
export function asRendered(facts: FactBook, rendered: readonly Rendered[]): FactBook {
  const made = Map.groupBy(
    rendered.flatMap((one) => one.facts),
    ({ kind }) => kind,
  );
  const covered = covering(rendered);
  if (covered.size === 0) return facts;
  return {
    of: <F extends Fact>(kind: F["kind"]) => [
      ...facts.of<F>(kind).filter(({ at }) => !covered.has(at.path ?? "")),
      ...((made.get(kind) ?? []) as F[]),
    ],
  };
}

/** What only a tool turns into manifests, and was not put together here. */
export function leftUnrendered(facts: FactBook, rendered: readonly Rendered[]): Gap[] {
  const covered = covering(rendered);
  return facts
    .of<UnrenderedFile>("unrendered-file")
    .filter(({ at }) => !covered.has(at.path ?? ""))
    .map(({ at, reason }) => ({ where: describePlace(at), reason }));
}

function covering(rendered: readonly Rendered[]): Set<string> {
  return new Set(rendered.flatMap(({ files }) => [...files]));
}
