import * as z from "zod";
import { endpoint } from "./endpoint.ts";
import { PageQuery, page } from "./paging.ts";
import { PersonRole } from "./roles.ts";
import { Email } from "./sign-in.ts";

const Id = z.strictObject({ id: z.uuid() });
const Roles = z.array(PersonRole).max(5);
/** Null for all teams. */
const Teams = z.array(z.uuid()).max(200).nullable();

export const Person = z.object({
  id: z.uuid(),
  email: z.string(),
  name: z.string(),
  roles: Roles,
  teams: Teams,
  /** Whether there is a second factor to show. */
  enrolled: z.boolean(),
  /** Sessions that have not ended. */
  sessions: z.int(),
  disabledAt: z.iso.datetime().nullable(),
  createdAt: z.iso.datetime(),
});
export type Person = z.infer<typeof Person>;

/** `token` is shown once; it goes to the person as a link to the hub's page: `/#invitation=…`. */
const Invitation = z.object({ token: z.string(), link: z.string(), expiresAt: z.iso.datetime() });

export const listPeople = endpoint({
  id: "listPeople",
  method: "GET",
  path: "/v1/people",
  summary: "Who has an account, by address",
  action: "people.read",
  query: PageQuery,
  answer: page(Person),
});

export const invitePerson = endpoint({
  id: "invitePerson",
  method: "POST",
  path: "/v1/people",
  summary: "Make a one-time link, good for three days, by which somebody takes up an account",
  action: "people.set",
  body: z.strictObject({
    email: Email,
    name: z.string().trim().min(1).max(100),
    roles: Roles.min(1),
    teams: Teams.default(null),
  }),
  answer: Invitation,
  status: 201,
});

export const setPerson = endpoint({
  id: "setPerson",
  method: "PUT",
  path: "/v1/people/{id}",
  summary: "Say what somebody may do and for which teams, or shut them out; their sessions end when they are",
  action: "people.set",
  params: Id,
  body: z.strictObject({ roles: Roles, teams: Teams, disabled: z.boolean().default(false) }),
  answer: Person,
});

export const endSessions = endpoint({
  id: "endSessions",
  method: "DELETE",
  path: "/v1/people/{id}/sessions",
  summary: "End all sessions of somebody, at once",
  action: "people.set",
  params: Id,
  answer: z.object({ ended: z.int() }),
});

export const resetPerson = endpoint({
  id: "resetPerson",
  method: "POST",
  path: "/v1/people/{id}/reset",
  summary:
    "For somebody who lost what they sign in with: take away password, authenticator, passkeys and sessions, and make a one-time link",
  action: "people.set",
  params: Id,
  answer: Invitation,
  status: 201,
});
