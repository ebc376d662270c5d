import * as z from "zod";
import { Severity } from "../../core/severity.ts";
import type { Affected } from "./affected.ts";

/** The words of RustSec for what is no hole by itself (rustsec.org, `informational`). */
export const NOTICES = ["unmaintained", "unsound", "notice"] as const;
export type Notice = (typeof NOTICES)[number];

/** What is only shown, or only asked about a record that matched. */
export const Details = z.object({
  summary: z.string(),
  severity: Severity.optional(),
  /** On whose word it is so grave. */
  basis: z.string().optional(),
  /** Other names of the same hole. */
  aliases: z.array(z.string()).default([]),
  /** The holes that it answers to, such as the CVEs that an update of a distribution mends. They are not its aliases. */
  causes: z.array(z.string()).default([]),
  related: z.array(z.string()).default([]),
  links: z.array(z.string()).default([]),
  /** Where it tells of no hole by itself: the package has no maintainer, breaks the language's promises, or else is worth a note. */
  notice: z.enum(NOTICES).optional(),
  /** CVSS vectors, as the record writes them. */
  vectors: z.array(z.string()).default([]),
  /** When it was last changed, published and withdrawn, ISO 8601. */
  modified: z.string().default(""),
  published: z.string().optional(),
  withdrawn: z.string().optional(),
});
export type Details = z.infer<typeof Details>;

/** One advisory as feeds bring it into the store. */
export interface Entry {
  readonly id: string;
  readonly malicious: boolean;
  readonly details: Details;
  readonly packages: readonly EntryPackage[];
}

export interface EntryPackage {
  readonly ecosystem: string;
  readonly name: string;
  readonly affected: Affected;
}

/** A record that could not be read: which, and why. */
export interface Refused {
  readonly refused: string;
  readonly reason: string;
}
