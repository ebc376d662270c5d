import type { Purl } from "../../../core/purl.ts";

/** `vendor/name`, folded as the purl type asks. */
export function composerPurl(name: string): Omit<Purl, "version"> {
  const [vendor = "", ...rest] = name.toLowerCase().split("/");
  return rest.length === 0
    ? { type: "composer", name: vendor }
    : { type: "composer", namespace: vendor, name: rest.join("/") };
}
