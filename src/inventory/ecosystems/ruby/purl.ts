import type { Purl } from "../../../core/purl.ts";

export function gemPurl(name: string): Omit<Purl, "version"> {
  return { type: "gem", name };
}
