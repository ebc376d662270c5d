import * as z from "zod";
import type { Fact } from "./fact.ts";
import { Place } from "./place.ts";

/** One thing that somebody made and that is here: a package of a distribution, a module, a library. */
export const Component = z.strictObject({
  /** Without qualifiers that tell only its place; the component's identity. */
  purl: z.string(),
  /** The purl's type: `deb`, `apk`, `npm`, `pypi`, `golang` … */
  type: z.string(),
  /** As its own ecosystem writes it, with scope or group: `@scope/name`, `github.com/owner/module`. */
  name: z.string(),
  version: z.string().optional(),
  /** The source package that advisories of a distribution name. */
  source: z.strictObject({ name: z.string(), version: z.string() }).optional(),
  /** Of a distribution's package: `debian:12`, `alpine:3.20`. */
  distribution: z.string().optional(),
  licenses: z.array(z.string()),
  /** Who made it or hands it out, where something says so. */
  supplier: z.string().optional(),
  /** Of the package as it is handed out: `sha256:` and hexadecimal digits; sorted. */
  hashes: z.array(z.string()).optional(),
  /** `installed` lies here ready to run; `declared` stands in a lock or manifest. */
  relation: z.enum(["installed", "declared"]),
  scope: z.enum(["production", "development", "optional"]).optional(),
  /** Whether the project asks for it itself; unknown for installed ones. */
  direct: z.boolean().optional(),
  /** The purls of what it needs, sorted. */
  dependsOn: z.array(z.string()),
  /** The purl of the distribution package whose files it lies in. */
  ownedBy: z.string().optional(),
  occurrences: z.array(Place),
});
export type Component = z.infer<typeof Component>;

/** How inventory hands a component to the rooms that ask for one. */
export interface ComponentFact extends Fact {
  readonly kind: "component";
  readonly component: Component;
}
