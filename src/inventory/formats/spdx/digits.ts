import { createHash } from "node:crypto";

/** Twenty hexadecimal digits that stand for a text where only letters and digits may. */
export function digitsOf(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 20);
}
