import * as z from "zod";
import { endpoint } from "./endpoint.ts";
import { PageQuery, page } from "./paging.ts";

const Id = z.coerce.number().int().positive();
const Reason = z.string().trim().min(10).max(2_000);

export const WaiverKind = z.enum(["finding", "component", "hole", "layer", "lineage"]);

/** What is tolerated, on whose words, and until when. */
export const HubWaiver = z.object({
  id: z.int(),
  team: z.uuid().nullable(),
  /** The lineage that it is about; null for all that the team has, or the hub. */
  lineage: z.int().nullable(),
  kind: WaiverKind,
  /** A finding's fingerprint, a package URL with or without version, a hole's name, a layer's digest; nothing for a lineage. */
  about: z.string(),
  reason: z.string(),
  requestedBy: z.string(),
  requestedAt: z.iso.datetime(),
  until: z.iso.datetime(),
  state: z.enum(["requested", "approved", "refused", "revoked"]),
  /** Whether it covers something now. */
  inForce: z.boolean(),
  decidedBy: z.string().nullable(),
  decidedAt: z.iso.datetime().nullable(),
  note: z.string(),
  /** The statement of a VEX document on whose word it was asked for; `GET /v1/findings/{id}` shows it. */
  claim: z.int().nullable(),
});
export type HubWaiver = z.infer<typeof HubWaiver>;

export const requestWaiver = endpoint({
  id: "requestWaiver",
  method: "POST",
  path: "/v1/waivers",
  summary: "Ask that something be tolerated until a day, at most a year from now; somebody else has to approve it",
  action: "waivers.request",
  body: z.strictObject({
    kind: WaiverKind,
    about: z.string().max(2_000).default(""),
    lineage: z.int().positive().optional(),
    reason: Reason,
    /** Of a finding: a statement about it, of a VEX document, to be named beside the reason. */
    claim: z.int().positive().optional(),
    until: z.iso.datetime(),
  }),
  answer: HubWaiver,
  status: 201,
});

export const listWaivers = endpoint({
  id: "listWaivers",
  method: "GET",
  path: "/v1/waivers",
  summary: "Waivers, newest first",
  action: "waivers.read",
  query: PageQuery.extend({ state: z.enum(["requested", "approved", "refused", "revoked"]).optional() }),
  answer: page(HubWaiver),
});

export const decideWaiver = endpoint({
  id: "decideWaiver",
  method: "POST",
  path: "/v1/waivers/{id}/decision",
  summary: "Approve or refuse what somebody else asked for, or revoke what was approved; an extension is a new request",
  action: "waivers.decide",
  params: z.strictObject({ id: Id }),
  body: z.strictObject({
    decision: z.enum(["approve", "refuse", "revoke"]),
    note: z.string().trim().max(2_000).default(""),
  }),
  answer: HubWaiver,
});
