import * as z from "zod";
import { keyOf } from "../../contract/paging.ts";
import { Problem } from "../http/problems.ts";

const PARTS = {
  id: z.uuid(),
  time: z.iso.datetime(),
  text: z.string().max(500),
  longText: z.string().max(4_000),
  number: z.number().int(),
} as const;

/** The key of the row after which a page begins. @throws Problem where the cursor is none of ours */
export function afterKey(
  cursor: string | undefined,
  parts: readonly (keyof typeof PARTS)[],
): readonly (string | number)[] | undefined {
  if (cursor === undefined) return undefined;
  const form = z.array(z.union([z.string(), z.number()])).length(parts.length);
  const key = keyOf(cursor, form);
  if (key?.every((value, index) => PARTS[parts[index] ?? "id"].safeParse(value).success)) return key;
  throw new Problem(400, "http/no-cursor", "No such page", "`after` takes what the page before said as `next`.");
}
