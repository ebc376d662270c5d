import * as z from "zod";
import { endpoint } from "./endpoint.ts";
import { PageQuery, page } from "./paging.ts";
import { Role } from "./roles.ts";

const Name = z.string().trim().min(1).max(100);
/** The longest that a key may live. */
const MOST_DAYS = 365;

/** A key as it is listed; the key itself is shown once, by the answer that makes it. */
export const Key = z.object({
  id: z.uuid(),
  name: z.string(),
  role: Role,
  /** The team that it is bound to; null for all. */
  team: z.uuid().nullable(),
  createdBy: z.string(),
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
  revokedAt: z.iso.datetime().nullable(),
  /** To the hour. */
  lastUsedAt: z.iso.datetime().nullable(),
});
export type Key = z.infer<typeof Key>;

const NewKey = Key.extend({ key: z.string() });

export const setUp = endpoint({
  id: "setUp",
  method: "POST",
  path: "/v1/setup",
  summary: "Make the first administrator's key with the token that the hub printed when it started; works once",
  action: { open: "set-up" },
  body: z.strictObject({
    token: z.string().min(1).max(200),
    name: Name.default("first administrator"),
    days: z.int().min(1).max(90).default(7),
  }),
  answer: NewKey,
  status: 201,
});

export const createKey = endpoint({
  id: "createKey",
  method: "POST",
  path: "/v1/keys",
  summary: "Make a key for a machine or a person; the answer alone shows it",
  action: "keys.create",
  body: z.strictObject({
    name: Name,
    role: Role,
    team: z.uuid().nullable().default(null),
    days: z.int().min(1).max(MOST_DAYS).default(90),
  }),
  answer: NewKey,
  status: 201,
});

export const listKeys = endpoint({
  id: "listKeys",
  method: "GET",
  path: "/v1/keys",
  summary: "The keys there are, newest first",
  action: "keys.read",
  query: PageQuery,
  answer: page(Key),
});

export const revokeKey = endpoint({
  id: "revokeKey",
  method: "DELETE",
  path: "/v1/keys/{id}",
  summary: "Make a key worthless, at once and for ever",
  action: "keys.revoke",
  params: z.strictObject({ id: z.uuid() }),
  answer: Key,
});
