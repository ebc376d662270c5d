import * as z from "zod";
import { endpoint } from "./endpoint.ts";
import { PERSON_ROLES } from "./roles.ts";
import { Email } from "./sign-in.ts";

/** SCIM 2.0 (RFC 7643, RFC 7644), as far as directories use it to bring people in and out. What is not named is not kept. */

const USER = "urn:ietf:params:scim:schemas:core:2.0:User";
const GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group";
const LIST = "urn:ietf:params:scim:api:messages:2.0:ListResponse";
export const SCIM_ERROR = "urn:ietf:params:scim:api:messages:2.0:Error";

const provision = { action: "scim.provision", errors: "scim", contentType: "application/scim+json" } as const;

const Text = z.string().trim().max(200);
/** Some directories write it as a text. */
export const Flag = z.union([
  z.boolean(),
  z.enum(["True", "true"]).transform(() => true),
  z.enum(["False", "false"]).transform(() => false),
]);

const Meta = z.object({
  resourceType: z.string(),
  created: z.iso.datetime(),
  lastModified: z.iso.datetime(),
  location: z.string(),
});

export const ScimUser = z.object({
  schemas: z.array(z.string()).default([USER]),
  id: z.uuid(),
  externalId: z.string().optional(),
  /** The address by which somebody signs in. */
  userName: z.string(),
  displayName: z.string(),
  name: z.object({ formatted: z.string() }),
  emails: z.array(z.object({ value: z.string(), primary: z.literal(true) })),
  active: z.boolean(),
  meta: Meta,
});
export type ScimUser = z.input<typeof ScimUser>;

const NewUser = z.object({
  userName: Email,
  externalId: Text.optional(),
  displayName: Text.optional(),
  name: z.object({ formatted: Text.optional(), givenName: Text.optional(), familyName: Text.optional() }).optional(),
  active: Flag.default(true),
});
export type NewUser = z.output<typeof NewUser>;

const Members = z.array(z.object({ value: z.uuid() })).max(5_000);

export const ScimGroup = z.object({
  schemas: z.array(z.string()).default([GROUP]),
  id: z.uuid(),
  externalId: z.string().optional(),
  displayName: z.string(),
  /** At most 10,000. */
  members: z.array(z.object({ value: z.uuid(), type: z.literal("User") })).optional(),
  meta: Meta,
});
export type ScimGroup = z.input<typeof ScimGroup>;

const NewGroup = z.object({
  displayName: z.string().trim().min(1).max(200),
  externalId: Text.optional(),
  members: Members.default([]),
});
export type NewGroup = z.output<typeof NewGroup>;

const Patch = z.object({
  Operations: z
    .array(
      z.object({
        op: z
          .string()
          .max(20)
          .toLowerCase()
          .pipe(z.enum(["add", "replace", "remove"])),
        path: z.string().max(500).optional(),
        value: z.unknown().optional(),
      }),
    )
    .min(1)
    .max(100),
});
export type Patch = z.output<typeof Patch>;

const ListQuery = z.object({
  /** `userName eq "ada@example.com"`; also `externalId`, and of groups `displayName`. */
  filter: z.string().max(500).optional(),
  /** The first is 1. */
  startIndex: z.coerce.number().int().max(10_000_000).default(1),
  count: z.coerce.number().int().max(1_000_000).default(100),
  excludedAttributes: z.string().max(500).optional(),
});
export type ListQuery = z.output<typeof ListQuery>;

const One = z.strictObject({ id: z.uuid() });
const Left = z.object({ excludedAttributes: z.string().max(500).optional() });

function listOf<Item extends z.ZodType>(item: Item) {
  return z.object({
    schemas: z.array(z.string()).default([LIST]),
    totalResults: z.int(),
    startIndex: z.int(),
    itemsPerPage: z.int(),
    Resources: z.array(item),
  });
}

export const scimConfig = endpoint({
  ...provision,
  id: "scimConfig",
  method: "GET",
  path: "/scim/v2/ServiceProviderConfig",
  summary: "What of SCIM 2.0 the hub does",
  answer: z.record(z.string(), z.unknown()),
});

export const createScimUser = endpoint({
  ...provision,
  id: "createScimUser",
  method: "POST",
  path: "/scim/v2/Users",
  summary:
    "Bring somebody in: an account without roles, which its groups give, and without a way in but single sign-on",
  body: NewUser,
  answer: ScimUser,
  status: 201,
});

export const listScimUsers = endpoint({
  ...provision,
  id: "listScimUsers",
  method: "GET",
  path: "/scim/v2/Users",
  summary: "People whom the directory brought in",
  query: ListQuery,
  answer: listOf(ScimUser),
});

export const readScimUser = endpoint({
  ...provision,
  id: "readScimUser",
  method: "GET",
  path: "/scim/v2/Users/{id}",
  summary: "Somebody whom the directory brought in",
  params: One,
  answer: ScimUser,
});

export const replaceScimUser = endpoint({
  ...provision,
  id: "replaceScimUser",
  method: "PUT",
  path: "/scim/v2/Users/{id}",
  summary: "Say anew who somebody is; `active: false` ends their sessions and keys at once",
  params: One,
  body: NewUser,
  answer: ScimUser,
});

export const patchScimUser = endpoint({
  ...provision,
  id: "patchScimUser",
  method: "PATCH",
  path: "/scim/v2/Users/{id}",
  summary: "Change something of somebody; `active: false` ends their sessions and keys at once",
  params: One,
  body: Patch,
  answer: ScimUser,
});

export const removeScimUser = endpoint({
  ...provision,
  id: "removeScimUser",
  method: "DELETE",
  path: "/scim/v2/Users/{id}",
  summary: "Shut somebody out: sessions and keys end at once, roles are gone; what they did stays in the record",
  params: One,
  answer: z.undefined(),
  status: 204,
});

export const createScimGroup = endpoint({
  ...provision,
  id: "createScimGroup",
  method: "POST",
  path: "/scim/v2/Groups",
  summary: "Bring in a group; it gives nothing but what `setScimMapping` says of its name",
  body: NewGroup,
  answer: ScimGroup,
  status: 201,
});

export const listScimGroups = endpoint({
  ...provision,
  id: "listScimGroups",
  method: "GET",
  path: "/scim/v2/Groups",
  summary: "The directory's groups",
  query: ListQuery,
  answer: listOf(ScimGroup),
});

export const readScimGroup = endpoint({
  ...provision,
  id: "readScimGroup",
  method: "GET",
  path: "/scim/v2/Groups/{id}",
  summary: "One of the directory's groups",
  params: One,
  query: Left,
  answer: ScimGroup,
});

export const replaceScimGroup = endpoint({
  ...provision,
  id: "replaceScimGroup",
  method: "PUT",
  path: "/scim/v2/Groups/{id}",
  summary: "Say anew what a group is called and who is in it",
  params: One,
  body: NewGroup,
  answer: ScimGroup,
});

export const patchScimGroup = endpoint({
  ...provision,
  id: "patchScimGroup",
  method: "PATCH",
  path: "/scim/v2/Groups/{id}",
  summary: "Change a group's name or members",
  params: One,
  body: Patch,
  answer: ScimGroup,
});

export const removeScimGroup = endpoint({
  ...provision,
  id: "removeScimGroup",
  method: "DELETE",
  path: "/scim/v2/Groups/{id}",
  summary: "Take a group away, with what it gave",
  params: One,
  answer: z.undefined(),
  status: 204,
});

const Mapping = z.object({
  group: z.string(),
  roles: z.array(z.enum(PERSON_ROLES)),
  /** Null for all teams. */
  teams: z.array(z.uuid()).nullable(),
});

export const setScimMapping = endpoint({
  id: "setScimMapping",
  method: "PUT",
  path: "/v1/scim/mappings",
  summary: "Say what a group of the directory gives its members; never the role `admin`, which the hub alone gives",
  action: "people.set",
  body: z.strictObject({
    group: z.string().trim().min(1).max(200),
    /** None takes the mapping away. */
    roles: z.array(z.enum(PERSON_ROLES).exclude(["admin"])).max(4),
    teams: z.array(z.uuid()).max(200).nullable().default([]),
  }),
  answer: Mapping,
});

export const listScimMappings = endpoint({
  id: "listScimMappings",
  method: "GET",
  path: "/v1/scim/mappings",
  summary: "What groups of the directory give; one that is not listed gives nothing",
  action: "people.read",
  answer: z.object({ items: z.array(Mapping) }),
});
