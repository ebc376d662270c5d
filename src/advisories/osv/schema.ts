import * as z from "zod";

/** The parts that we use of an OSV record (ossf.github.io/osv-schema 1.7). */
const Event = z.object({
  introduced: z.string().optional(),
  fixed: z.string().optional(),
  last_affected: z.string().optional(),
  limit: z.string().optional(),
});

const OsvRange = z.object({ type: z.enum(["SEMVER", "ECOSYSTEM", "GIT"]), events: z.array(Event).min(1) });

const Severity = z.object({ type: z.string(), score: z.string() });

export const OsvAffected = z.object({
  package: z.object({ ecosystem: z.string(), name: z.string() }).optional(),
  ranges: z.array(OsvRange).optional(),
  versions: z.array(z.string()).optional(),
  severity: z.array(Severity).optional(),
  ecosystem_specific: z.record(z.string(), z.unknown()).nullish(),
  database_specific: z.record(z.string(), z.unknown()).nullish(),
});
export type OsvAffected = z.infer<typeof OsvAffected>;

export const OsvRecord = z.object({
  id: z.string().min(1).max(128),
  modified: z.iso.datetime({ offset: true }),
  published: z.iso.datetime({ offset: true }).optional(),
  withdrawn: z.iso.datetime({ offset: true }).optional(),
  summary: z.string().optional(),
  details: z.string().optional(),
  aliases: z.array(z.string()).optional(),
  upstream: z.array(z.string()).optional(),
  related: z.array(z.string()).optional(),
  affected: z.array(OsvAffected).optional(),
  severity: z.array(Severity).optional(),
  references: z.array(z.object({ url: z.string() })).optional(),
  database_specific: z.record(z.string(), z.unknown()).nullish(),
});
export type OsvRecord = z.infer<typeof OsvRecord>;
