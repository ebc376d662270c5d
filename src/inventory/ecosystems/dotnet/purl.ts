import type { Purl } from "../../../core/purl.ts";

export function nugetPurl(name: string): Omit<Purl, "version"> {
  return { type: "nuget", name };
}
