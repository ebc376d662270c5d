import type { Purl } from "../../../core/purl.ts";

export function cargoPurl(name: string): Omit<Purl, "version"> {
  return { type: "cargo", name };
}
