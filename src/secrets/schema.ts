import * as z from "zod";
import { Evidence } from "../core/evidence.ts";
import { Place } from "../core/place.ts";
import { Confidence, Severity } from "../core/severity.ts";
import type { CredentialFact } from "./facts.ts";
import { RULES } from "./rules.ts";

const KNOWN: ReadonlySet<string> = new Set(RULES.map(({ id }) => id));

/** A credential of the history as it is read back from where it was kept. What else was written down comes along. */
export const KeptCredential = z.looseObject({
  kind: z.literal("credential"),
  at: Place.required({ commit: true, path: true }),
  subject: z.strictObject({ credential: z.string() }),
  detector: z.string().refine((id) => KNOWN.has(`secrets/${id}`), "no kind of credential that is known here"),
  shape: z.string(),
  frame: z.string(),
  format: z.string(),
  start: z.int().nonnegative(),
  end: z.int().nonnegative(),
  grade: z.enum(["statistics", "shape", "pair", "structure", "checksum"]),
  confidence: Confidence,
  severity: Severity.optional(),
  evidence: z.array(Evidence),
  allowance: z.strictObject({ rule: z.string(), reason: z.string().optional() }).optional(),
  committedAt: z.number(),
  blob: z.string().regex(/^[\da-f]{40,64}$/),
}) as unknown as z.ZodType<CredentialFact & { readonly blob: string }>;
