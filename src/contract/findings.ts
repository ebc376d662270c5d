import * as z from "zod";
import { Severity } from "../core/severity.ts";
import { endpoint } from "./endpoint.ts";
import { PageQuery, page } from "./paging.ts";
import { Claim } from "./vex.ts";

const Id = z.coerce.number().int().positive();

/** How a finding stands. `triage` is people's word, the rest follows from the looks. */
export const HubFinding = z.object({
  id: z.int(),
  lineage: z.int(),
  /** Of the lineage. */
  name: z.string(),
  fingerprint: z.string(),
  rule: z.string(),
  room: z.string(),
  title: z.string(),
  severity: Severity,
  priority: z.int(),
  confidence: z.string(),
  subject: z.string(),
  aliases: z.array(z.string()),
  /** The layer that brought it, where one did. */
  rootLayer: z.string().nullable(),
  place: z.string(),
  fix: z.string(),
  state: z.enum(["open", "triaged", "fix-proposed", "verified-fixed", "advisory-changed"]),
  /** Of a closed one: `upgraded`, `removed`, `advisory-changed`. */
  reason: z.string().nullable(),
  /** Of an open one: why the newest look says nothing about it. */
  unseen: z.string().nullable(),
  openedAt: z.iso.datetime(),
  /** Until when it is to be mended, by its priority. */
  dueAt: z.iso.datetime(),
  /** Whether that is past, and it is still open. */
  overdue: z.boolean(),
  closedAt: z.iso.datetime().nullable(),
});
export type HubFinding = z.infer<typeof HubFinding>;

export const listFindings = endpoint({
  id: "listFindings",
  method: "GET",
  path: "/v1/findings",
  summary: "Findings that the caller may see, the most pressing first",
  action: "findings.read",
  query: PageQuery.extend({
    lineage: Id.optional(),
    severity: Severity.optional(),
    room: z.string().max(40).optional(),
    /** A package URL, as a finding's subject says it. */
    purl: z.string().max(2_000).optional(),
    /** CVE-…, GHSA-…: any name of the hole. */
    alias: z.string().max(200).optional(),
    state: z.enum(["open", "closed"]).default("open"),
    /** Only those that should have been mended by now. */
    overdue: z.enum(["true", "false"]).default("false"),
  }),
  answer: page(HubFinding),
});

export const FindingEvent = z.object({
  at: z.iso.datetime(),
  kind: z.string(),
  actor: z.string(),
  scan: z.int().nullable(),
  detail: z.string().nullable(),
});

export const readFinding = endpoint({
  id: "readFinding",
  method: "GET",
  path: "/v1/findings/{id}",
  summary: "One finding with its history; at most the last 200 events",
  action: "findings.read",
  params: z.strictObject({ id: Id }),
  answer: HubFinding.extend({
    events: z.array(FindingEvent),
    /** What VEX documents say of it, newest first; none of it counts until a waiver is approved. */
    claims: z.array(Claim),
    /** Whether the newest words of two authors contradict each other. */
    disputed: z.boolean(),
  }),
});

export const triageFinding = endpoint({
  id: "triageFinding",
  method: "POST",
  path: "/v1/findings/{id}/triage",
  summary: "Say that an open finding was looked at, or that its fix is proposed; only a look can close it",
  action: "findings.triage",
  params: z.strictObject({ id: Id }),
  body: z.strictObject({
    state: z.enum(["open", "triaged", "fix-proposed"]),
    note: z.string().trim().max(1_000).default(""),
  }),
  answer: HubFinding,
});
