import * as z from "zod";
import { Report } from "../core/report.ts";
import { endpoint } from "./endpoint.ts";

/** What a look changed. */
export const Taken = z.object({
  scan: z.int(),
  lineage: z.int(),
  /** The state of the lineage that was looked at; null where the look says neither digest, commit nor components. */
  image: z.int().nullable(),
  /** Whether exactly this was taken in before; nothing was written then. */
  known: z.boolean(),
  found: z.int(),
  opened: z.int(),
  reopened: z.int(),
  closed: z.int(),
  /** Open findings that this look says nothing about, because it saw less, or was older, than the one that found them. */
  unseen: z.int(),
});
export type Taken = z.infer<typeof Taken>;

const MiB = 1024 * 1024;

const Whereto = {
  /** The lineage's name, where the target's own is only a path on some machine. */
  as: z.string().trim().min(1).max(500).optional(),
  /** The team to which a new lineage belongs; a key that is bound to a team names its own. */
  team: z.uuid().optional(),
};

export const pushReport = endpoint({
  id: "pushReport",
  method: "POST",
  path: "/v1/reports",
  summary: "Take in a report (`waybill check --format json`) and the bill of the same look (`waybill sbom`)",
  action: "reports.push",
  body: z.strictObject({
    report: Report,
    /** CycloneDX or SPDX, as text. Without it, holes in components are never closed: nothing proves their end. */
    bill: z
      .string()
      .max(32 * MiB)
      .optional(),
    ...Whereto,
  }),
  bodyLimit: 64 * MiB,
  answer: Taken,
});

export const pushBill = endpoint({
  id: "pushBill",
  method: "POST",
  path: "/v1/bills",
  summary: "Take in a bill of materials alone, CycloneDX or SPDX, from any tool",
  action: "reports.push",
  body: z.strictObject({
    bill: z
      .string()
      .min(2)
      .max(32 * MiB),
    ...Whereto,
  }),
  bodyLimit: 48 * MiB,
  answer: Taken,
});

export const pushSarif = endpoint({
  id: "pushSarif",
  method: "POST",
  path: "/v1/sarif",
  summary: "Take in what another tool found, as SARIF 2.1.0; each tool is a room of its own",
  action: "reports.push",
  body: z.strictObject({
    sarif: z
      .string()
      .min(2)
      .max(32 * MiB),
    as: z.string().trim().min(1).max(500),
    /** What was looked at. */
    kind: z.enum(["git", "directory", "image"]).default("git"),
    commit: z.string().max(200).optional(),
    /** When the tool looked, where that is told later; default now. */
    takenAt: z.iso.datetime().optional(),
    team: Whereto.team,
  }),
  bodyLimit: 48 * MiB,
  answer: Taken,
});
