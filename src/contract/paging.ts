import * as z from "zod";

/** Rows of a page when nothing is said, and the most that can be asked for. */
const USUAL = 50;
const MOST = 200;

/** `?after=&limit=`: `after` is what the page before said as `next`. */
export const PageQuery = z.strictObject({
  after: z.string().max(8_192).optional(),
  limit: z.coerce.number().int().min(1).max(MOST).default(USUAL),
});
export type PageQuery = z.infer<typeof PageQuery>;

/** A page of something; `next` is missing on the last one. */
export function page<Item extends z.ZodType>(item: Item) {
  return z.object({ items: z.array(item), next: z.string().optional() });
}

/** A row's key as the text that `after` takes. */
export function cursorOf(key: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(key)).toString("base64url");
}

/** The key behind `after`, when it has the form that is asked for; undefined where it was made up. */
export function keyOf<Key>(cursor: string, form: z.ZodType<Key>): Key | undefined {
  try {
    const parsed = form.safeParse(JSON.parse(Buffer.from(cursor, "base64url").toString("utf8")));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}
