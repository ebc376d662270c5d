import type { ListQuery, NewGroup, ScimGroup } from "../../contract/scim.ts";
import type { Database } from "../db/database.ts";
import { notFound } from "../http/problems.ts";
import { readFilter } from "./filter.ts";
import { giveRoles } from "./give-roles.ts";
import type { GroupStep } from "./patch-group.ts";
import { scimFault } from "./scim-fault.ts";
import { MOST } from "./users.ts";

/** Groups of one directory, and members that an answer names. */
const MOST_GROUPS = 2_000;
const MOST_MEMBERS = 10_000;

export async function createGroup(transaction: Database, group: NewGroup, now: Date): Promise<string> {
  const { displayName, externalId, members } = group;
  const { count } = await transaction
    .selectFrom("scim_group")
    .select(({ fn }) => fn.countAll<number>().as("count"))
    .executeTakeFirstOrThrow();
  if (count >= MOST_GROUPS) throw scimFault("invalidValue", `There are at most ${MOST_GROUPS} groups.`);
  const row = await transaction
    .insertInto("scim_group")
    .values({ display_name: displayName, external_id: externalId ?? null, created_at: now, updated_at: now })
    .onConflict((conflict) => conflict.column("display_name").doNothing())
    .returning("id")
    .executeTakeFirst();
  if (row === undefined) throw scimFault("uniqueness", "There is a group of this name already.");
  await changeGroup(transaction, row.id, [{ kind: "members", people: members.map(({ value }) => value) }], now);
  return row.id;
}

/** Changes a group step by step, and gives all whom it concerns what their groups give then. @throws Problem 400, 404, 409 */
export async function changeGroup(
  transaction: Database,
  id: string,
  steps: readonly GroupStep[],
  now: Date,
): Promise<void> {
  await readGroup(transaction, id, false);
  const concerned = new Set(await membersOf(transaction, id));
  for (const step of steps) await take(transaction, id, step, now);
  for (const person of await membersOf(transaction, id)) concerned.add(person);
  await transaction.updateTable("scim_group").set({ updated_at: now }).where("id", "=", id).execute();
  await giveRoles(transaction, [...concerned], now);
}

async function take(transaction: Database, id: string, step: GroupStep, now: Date): Promise<void> {
  switch (step.kind) {
    case "rename":
      return await rename(transaction, id, step.to, now);
    case "external": {
      const external_id = step.id === "" ? null : step.id;
      await transaction.updateTable("scim_group").set({ external_id }).where("id", "=", id).execute();
      return;
    }
    case "members":
      await transaction.deleteFrom("scim_member").where("group_id", "=", id).execute();
      return await addMembers(transaction, id, step.people);
    case "add":
      return await addMembers(transaction, id, step.people);
    case "remove":
      if (step.people.length === 0) return;
      await transaction
        .deleteFrom("scim_member")
        .where("group_id", "=", id)
        .where("person_id", "in", [...step.people])
        .execute();
  }
}

/** What a name gives is said of the name: another name gives something else. */
async function rename(transaction: Database, id: string, to: string, now: Date): Promise<void> {
  const other = await transaction
    .selectFrom("scim_group")
    .select("id")
    .where("display_name", "=", to)
    .where("id", "<>", id)
    .executeTakeFirst();
  if (other !== undefined) throw scimFault("uniqueness", "There is a group of this name already.");
  await transaction.updateTable("scim_group").set({ display_name: to, updated_at: now }).where("id", "=", id).execute();
}

async function addMembers(transaction: Database, id: string, people: readonly string[]): Promise<void> {
  if (people.length === 0) return;
  const known = await transaction
    .selectFrom("scim_user")
    .select("person_id")
    .where("person_id", "in", [...people])
    .execute();
  if (known.length < new Set(people).size)
    throw scimFault("invalidValue", "`members` names somebody whom the directory did not bring in.");
  await transaction
    .insertInto("scim_member")
    .values(known.map(({ person_id }) => ({ group_id: id, person_id })))
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** @throws Problem 404 */
export async function removeGroup(transaction: Database, id: string, now: Date): Promise<void> {
  await readGroup(transaction, id, false);
  const concerned = await membersOf(transaction, id);
  await transaction.deleteFrom("scim_group").where("id", "=", id).execute();
  await giveRoles(transaction, concerned, now);
}

/** @throws Problem 404 */
export async function readGroup(database: Database, id: string, withMembers: boolean): Promise<ScimGroup> {
  const row = await database.selectFrom("scim_group").selectAll().where("id", "=", id).executeTakeFirst();
  if (row === undefined) throw notFound("group");
  return await asGroup(database, row, withMembers);
}

export async function listGroups(database: Database, { filter, startIndex, count, excludedAttributes }: ListQuery) {
  const asked = readFilter(filter, ["displayName", "externalId", "id"]);
  const [start, most] = [Math.max(startIndex, 1), Math.min(Math.max(count, 0), MOST)];
  const narrowed = database
    .selectFrom("scim_group")
    .selectAll()
    .$if(asked !== undefined, (one) => {
      const { attribute, value } = asked ?? { attribute: "id", value: "" };
      if (attribute === "id") return one.where((eb) => eb(eb.cast<string>("id", "text"), "=", value));
      return one.where(attribute === "externalId" ? "external_id" : "display_name", "=", value);
    });
  const { total } = await database
    .selectFrom(narrowed.as("one"))
    .select(({ fn }) => fn.countAll<number>().as("total"))
    .executeTakeFirstOrThrow();
  const rows = await narrowed
    .orderBy("display_name")
    .offset(start - 1)
    .limit(most)
    .execute();
  const isShort = leavesMembersOut(excludedAttributes);
  const Resources = [];
  for (const row of rows) Resources.push(await asGroup(database, row, !isShort));
  return { totalResults: total, startIndex: start, itemsPerPage: rows.length, Resources };
}

export function leavesMembersOut(excludedAttributes: string | undefined): boolean {
  return (excludedAttributes ?? "").split(",").some((one) => one.trim().toLowerCase() === "members");
}

async function membersOf(database: Database, id: string): Promise<string[]> {
  const rows = await database.selectFrom("scim_member").select("person_id").where("group_id", "=", id).execute();
  return rows.map(({ person_id }) => person_id);
}

interface Row {
  readonly id: string;
  readonly display_name: string;
  readonly external_id: string | null;
  readonly created_at: Date;
  readonly updated_at: Date;
}

async function asGroup(database: Database, row: Row, withMembers: boolean): Promise<ScimGroup> {
  const { id, display_name: displayName, external_id: externalId } = row;
  const members = withMembers ? (await membersOf(database, id)).sort().slice(0, MOST_MEMBERS) : undefined;
  return {
    id,
    ...(externalId !== null && { externalId }),
    displayName,
    ...(members !== undefined && { members: members.map((value) => ({ value, type: "User" as const })) }),
    meta: {
      resourceType: "Group",
      created: row.created_at.toISOString(),
      lastModified: row.updated_at.toISOString(),
      location: `/scim/v2/Groups/${id}`,
    },
  };
}
