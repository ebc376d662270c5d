import * as z from "zod";

/**
 * Where something stands. `path` is relative to the target's root, with `/` between its parts and none in front;
 * `line` and `column` count from 1; `layer` is the layer's digest (or diff id where the form has no digest).
 */
export const Place = z.strictObject({
  path: z.string().optional(),
  line: z.int().positive().optional(),
  column: z.int().positive().optional(),
  layer: z.string().optional(),
  commit: z.string().optional(),
  ref: z.string().optional(),
});
export type Place = z.infer<typeof Place>;

/** `path:line`, with the branch's name or the layer's or commit's first twelve digits where there is one. */
export function describePlace(place: Place): string {
  const line = place.line === undefined ? "" : `:${place.line}`;
  const where = `${place.path ?? place.ref ?? ""}${line}`;
  if (place.ref !== undefined && place.path !== undefined) return `${where} @ ${place.ref}`;
  if (place.commit !== undefined) return `${where} @ ${place.commit.slice(0, 12)}`;
  if (place.layer !== undefined) return `${where} in ${place.layer.replace("sha256:", "").slice(0, 12)}`;
  return where;
}
