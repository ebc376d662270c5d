import {
  createScimGroup,
  createScimUser,
  listScimGroups,
  listScimUsers,
  patchScimGroup,
  patchScimUser,
  readScimGroup,
  readScimUser,
  removeScimGroup,
  removeScimUser,
  replaceScimGroup,
  replaceScimUser,
  scimConfig,
} from "../../contract/scim.ts";
import { recordDeed } from "../audit/record-deed.ts";
import { actorOf, type Principal } from "../auth/principal.ts";
import type { Database } from "../db/database.ts";
import { type Route, route } from "../http/route.ts";
import type { Hub } from "../hub.ts";
import { oneAtATime } from "./give-roles.ts";
import { changeGroup, createGroup, leavesMembersOut, listGroups, readGroup, removeGroup } from "./groups.ts";
import { type GroupStep, stepsOf } from "./patch-group.ts";
import { changeOf, type UserChange } from "./patch-user.ts";
import { changeUser, createUser, listUsers, MOST, nameOf, readUser, removeUser } from "./users.ts";

export const SCIM_ROUTES: readonly Route[] = [
  route(scimConfig, async () => CONFIG),
  route(createScimUser, async ({ body, principal }, hub) => {
    return await changing(hub, principal, "scim.create-user", async (transaction, now) => {
      const id = await createUser(transaction, body, now);
      return { id: `person ${id}`, answer: await readUser(transaction, id), detail: { userName: body.userName } };
    });
  }),
  route(listScimUsers, async ({ query }, { database }) => await listUsers(database, query)),
  route(readScimUser, async ({ params }, { database }) => await readUser(database, params.id)),
  route(replaceScimUser, async ({ params, body, principal }, hub) => {
    const { userName, externalId = "", active } = body;
    return await setUser(hub, principal, params.id, { userName, externalId, active, displayName: nameOf(body) });
  }),
  route(patchScimUser, async ({ params, body, principal }, hub) => {
    return await setUser(hub, principal, params.id, changeOf(body));
  }),
  route(removeScimUser, async ({ params, principal }, hub) => {
    return await changing(hub, principal, "scim.remove-user", async (transaction, now) => {
      await removeUser(transaction, params.id, now);
      return { id: `person ${params.id}`, answer: undefined, detail: {} };
    });
  }),
  route(createScimGroup, async ({ body, principal }, hub) => {
    return await changing(hub, principal, "scim.create-group", async (transaction, now) => {
      const id = await createGroup(transaction, body, now);
      const detail = { displayName: body.displayName, members: body.members.length };
      return { id: `group ${id}`, answer: await readGroup(transaction, id, true), detail };
    });
  }),
  route(listScimGroups, async ({ query }, { database }) => await listGroups(database, query)),
  route(readScimGroup, async ({ params, query }, { database }) => {
    return await readGroup(database, params.id, !leavesMembersOut(query.excludedAttributes));
  }),
  route(replaceScimGroup, async ({ params, body, principal }, hub) => {
    const people = body.members.map(({ value }) => value);
    const steps: GroupStep[] = [
      { kind: "rename", to: body.displayName },
      { kind: "external", id: body.externalId ?? "" },
      { kind: "members", people },
    ];
    return await setGroup(hub, principal, params.id, steps);
  }),
  route(patchScimGroup, async ({ params, body, principal }, hub) => {
    return await setGroup(hub, principal, params.id, stepsOf(body));
  }),
  route(removeScimGroup, async ({ params, principal }, hub) => {
    return await changing(hub, principal, "scim.remove-group", async (transaction, now) => {
      await removeGroup(transaction, params.id, now);
      return { id: `group ${params.id}`, answer: undefined, detail: {} };
    });
  }),
];

async function setUser(hub: Hub, principal: Principal, id: string, change: UserChange) {
  return await changing(hub, principal, "scim.set-user", async (transaction, now) => {
    await changeUser(transaction, id, change, now);
    return { id: `person ${id}`, answer: await readUser(transaction, id), detail: { ...change } };
  });
}

async function setGroup(hub: Hub, principal: Principal, id: string, steps: readonly GroupStep[]) {
  return await changing(hub, principal, "scim.set-group", async (transaction, now) => {
    await changeGroup(transaction, id, steps, now);
    const detail = { steps: steps.map((step) => ("people" in step ? { ...step, people: step.people.length } : step)) };
    return { id: `group ${id}`, answer: await readGroup(transaction, id, true), detail };
  });
}

/** Does one change of the directory, and records it. */
async function changing<Answer>(
  { database, now }: Hub,
  principal: Principal,
  action: string,
  work: (
    transaction: Database,
    now: Date,
  ) => Promise<{ readonly id: string; readonly answer: Answer; readonly detail: Record<string, unknown> }>,
): Promise<Answer> {
  return await database.transaction().execute(async (transaction) => {
    await oneAtATime(transaction);
    const at = now();
    const { id: about, answer, detail } = await work(transaction, at);
    await recordDeed(transaction, { at, actor: actorOf(principal), action, about, detail });
    return answer;
  });
}

const CONFIG = {
  schemas: ["urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"],
  patch: { supported: true },
  bulk: { supported: false, maxOperations: 0, maxPayloadSize: 0 },
  filter: { supported: true, maxResults: MOST },
  changePassword: { supported: false },
  sort: { supported: false },
  etag: { supported: false },
  authenticationSchemes: [
    { type: "oauthbearertoken", name: "Bearer token", description: "A key of the role provisioner" },
  ],
};
