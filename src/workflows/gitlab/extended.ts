import { asMap, asScalar, type Mapping, texts } from "../../documents/shape.ts";

/** GitLab allows eleven levels. */
const DEEPEST = 11;

/** A job with what it extends in the same file laid under it, and the names that are not there. */
export function extended(
  job: Mapping,
  root: Mapping,
  depth = 0,
): { readonly job: Mapping; readonly unknown: readonly string[] } {
  const one = asScalar(job.extends);
  const names = one === undefined ? texts(job.extends) : [one];
  let merged: Mapping = {};
  const unknown: string[] = [];
  for (const name of names) {
    const base = asMap(root[name]);
    if (base === undefined || depth >= DEEPEST) unknown.push(name);
    else {
      const inner = extended(base, root, depth + 1);
      unknown.push(...inner.unknown);
      merged = laidOver(merged, inner.job);
    }
  }
  return { job: laidOver(merged, job), unknown };
}

/** Maps are merged, all else is replaced. */
function laidOver(below: Mapping, above: Mapping): Mapping {
  const result: Record<string, unknown> = { ...below };
  for (const [key, value] of Object.entries(above)) {
    const [old, next] = [asMap(below[key]), asMap(value)];
    result[key] = old !== undefined && next !== undefined ? laidOver(old, next) : value;
  }
  return result;
}
