import type { ListQuery, NewUser, ScimUser } from "../../contract/scim.ts";
import type { Database } from "../db/database.ts";
import { notFound } from "../http/problems.ts";
import { createAccount } from "../people/accounts.ts";
import { shutOut } from "../people/shut-out.ts";
import { readFilter } from "./filter.ts";
import { giveRoles } from "./give-roles.ts";
import type { UserChange } from "./patch-user.ts";
import { scimFault } from "./scim-fault.ts";

/** Resources of one page. */
export const MOST = 200;

/** Brings somebody in. Who has an account already and administers nothing is taken on by the directory. */
export async function createUser(transaction: Database, user: NewUser, now: Date): Promise<string> {
  const { userName: email, externalId, active } = user;
  const known = await transaction
    .selectFrom("person")
    .leftJoin("scim_user", "person_id", "id")
    .select(["id", "roles", "person_id as managed"])
    .where("email", "=", email)
    .executeTakeFirst();
  if (known !== undefined && (known.managed !== null || known.roles.includes("admin")))
    throw scimFault("uniqueness", "There is an account of this name already.");
  const account = { email, name: nameOf(user), roles: [], everywhere: false, teams: [] };
  const id = known?.id ?? (await createAccount(transaction, account, now));
  await transaction
    .insertInto("scim_user")
    .values({ person_id: id, external_id: externalId ?? null })
    .execute();
  await changeUser(transaction, id, { displayName: nameOf(user), active }, now);
  await giveRoles(transaction, [id], now);
  return id;
}

/** Changes somebody; who is no longer active is shut out at once. @throws Problem 404, 409 */
export async function changeUser(transaction: Database, id: string, change: UserChange, now: Date): Promise<void> {
  const { userName, externalId, displayName, active } = change;
  await readUser(transaction, id);
  if (userName !== undefined) {
    await assertMayRename(transaction, id, userName);
    const other = await transaction
      .selectFrom("person")
      .select("id")
      .where("email", "=", userName)
      .where("id", "<>", id)
      .executeTakeFirst();
    if (other !== undefined) throw scimFault("uniqueness", "There is an account of this name already.");
  }
  if (externalId !== undefined)
    await transaction
      .updateTable("scim_user")
      .set({ external_id: externalId === "" ? null : externalId })
      .where("person_id", "=", id)
      .execute();
  await transaction
    .updateTable("person")
    .set({
      updated_at: now,
      ...(userName !== undefined && { email: userName }),
      ...(displayName !== undefined && displayName !== "" && { name: displayName }),
      ...(active !== undefined && { disabled_at: active ? null : now }),
    })
    .where("id", "=", id)
    .execute();
  if (active === false) await shutOut(transaction, id, now);
}

/** Under another address somebody else could sign in: of an administrator, that is the hub's to say. @throws Problem 400 */
async function assertMayRename(transaction: Database, id: string, userName: string): Promise<void> {
  const { email, roles } = await transaction
    .selectFrom("person")
    .select(["email", "roles"])
    .where("id", "=", id)
    .executeTakeFirstOrThrow();
  if (email === userName || !roles.includes("admin")) return;
  throw scimFault("mutability", "This account administers the hub; its address is changed there.");
}

/** Shuts somebody out and forgets that a directory knew them; the account stays, for the record. @throws Problem 404 */
export async function removeUser(transaction: Database, id: string, now: Date): Promise<void> {
  await changeUser(transaction, id, { active: false }, now);
  await transaction.updateTable("person").set({ roles: [], everywhere: false }).where("id", "=", id).execute();
  await transaction.deleteFrom("person_team").where("person_id", "=", id).execute();
  await transaction.deleteFrom("scim_user").where("person_id", "=", id).execute();
}

/** @throws Problem 404 where the directory knows nobody of this id */
export async function readUser(database: Database, id: string): Promise<ScimUser> {
  const row = await users(database).where("person.id", "=", id).executeTakeFirst();
  if (row === undefined) throw notFound("user");
  return asUser(row);
}

export async function listUsers(database: Database, { filter, startIndex, count }: ListQuery) {
  const asked = readFilter(filter, ["userName", "externalId", "id", "emails.value"]);
  const [start, most] = [Math.max(startIndex, 1), Math.min(Math.max(count, 0), MOST)];
  const narrowed = users(database).$if(asked !== undefined, (one) => {
    const { attribute, value } = asked ?? { attribute: "id", value: "" };
    if (attribute === "externalId") return one.where("scim_user.external_id", "=", value);
    if (attribute === "id") return one.where((eb) => eb(eb.cast<string>("person.id", "text"), "=", value));
    return one.where("person.email", "=", value.toLowerCase());
  });
  const { total } = await database
    .selectFrom(narrowed.as("one"))
    .select(({ fn }) => fn.countAll<number>().as("total"))
    .executeTakeFirstOrThrow();
  const rows = await narrowed
    .orderBy("person.email")
    .offset(start - 1)
    .limit(most)
    .execute();
  return { totalResults: total, startIndex: start, itemsPerPage: rows.length, Resources: rows.map(asUser) };
}

function users(database: Database) {
  return database
    .selectFrom("scim_user")
    .innerJoin("person", "person.id", "scim_user.person_id")
    .select([
      "person.id",
      "person.email",
      "person.name",
      "person.disabled_at",
      "person.created_at",
      "person.updated_at",
    ])
    .select("scim_user.external_id");
}

type Row = Awaited<ReturnType<ReturnType<typeof users>["execute"]>>[number];

function asUser(row: Row): ScimUser {
  const { id, email, name, external_id: externalId } = row;
  return {
    id,
    ...(externalId !== null && { externalId }),
    userName: email,
    displayName: name,
    name: { formatted: name },
    emails: [{ value: email, primary: true }],
    active: row.disabled_at === null,
    meta: {
      resourceType: "User",
      created: row.created_at.toISOString(),
      lastModified: row.updated_at.toISOString(),
      location: `/scim/v2/Users/${id}`,
    },
  };
}

export function nameOf({ userName, displayName, name }: NewUser): string {
  const parts = [name?.givenName, name?.familyName].filter((part) => part !== undefined && part !== "").join(" ");
  return [displayName, name?.formatted, parts].find((text) => text !== undefined && text !== "") ?? userName;
}
