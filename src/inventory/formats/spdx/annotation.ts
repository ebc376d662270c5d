import * as z from "zod";
import { Place } from "../../../core/place.ts";
import { parseJson } from "../../ecosystems/narrow.ts";
import { SpdxAnnotation } from "./schema.ts";

/** What SPDX has no field for: one annotation a package, `waybill: {"relation":"installed"}`. */
const Noted = z.object({
  direct: z.boolean().optional(),
  distribution: z.string().optional(),
  places: z.array(Place).optional(),
  ownedBy: z.string().optional(),
  relation: z.enum(["installed", "declared"]).optional(),
  source: z.object({ name: z.string(), version: z.string() }).optional(),
});
export type Noted = z.infer<typeof Noted>;

const START = "waybill: ";
/** On the document, one each: `waybill: not whole, PLACE: REASON`. */
const NOT_WHOLE = "waybill: not whole, ";

export function writeNote(noted: Noted): string {
  return `${START}${JSON.stringify(noted)}`;
}

/** Our own annotation among those of a package; of two of them the first. */
export function readNote(annotations: readonly unknown[]): Noted {
  for (const comment of ownComments(annotations)) {
    const { data } = Noted.safeParse(parseJson(comment.slice(START.length)));
    if (data !== undefined) return data;
  }
  return {};
}

export function writeGap(where: string, reason: string): string {
  return `${NOT_WHOLE}${where}: ${reason}`;
}

/** What else the document says of its target, which SPDX has no field for. */
export function writeRemark(text: string): string {
  return `${START}${text}`;
}

/** What the document says that it lacks. */
export function readGaps(annotations: readonly unknown[]): string[] {
  const comments = ownComments(annotations).filter((comment) => comment.startsWith(NOT_WHOLE));
  return comments.map((comment) => `could not be read for it: ${comment.slice(NOT_WHOLE.length)}`);
}

function ownComments(annotations: readonly unknown[]): string[] {
  return annotations.flatMap((value) => {
    const { data } = SpdxAnnotation.safeParse(value);
    return data?.annotator.startsWith("Tool: waybill") && data.comment.startsWith(START) ? [data.comment] : [];
  });
}
