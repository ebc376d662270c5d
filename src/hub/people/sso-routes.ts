import type { Selectable } from "kysely";
import * as z from "zod";
import {
  addProvider,
  type IdentityProvider as Listed,
  listProviders,
  providerCallback,
  removeProvider,
  signInByProvider,
  waysIn,
} from "../../contract/sso.ts";
import { WaybillError } from "../../core/errors.ts";
import { recordDeed } from "../audit/record-deed.ts";
import { actorOf, type Principal } from "../auth/principal.ts";
import type { Database } from "../db/database.ts";
import type { SamlSettings, SsoProviderTable } from "../db/tables/people-tables.ts";
import { notFound, Problem } from "../http/problems.ts";
import { type Route, route } from "../http/route.ts";
import type { Hub } from "../hub.ts";
import { addressAt, isSaml } from "../saml/providers.ts";
import { begin } from "../saml/sign-in.ts";
import { checkedIssuer } from "../workloads/issuer-keys.ts";
import type { PeopleDesk } from "./desk.ts";
import type { IdentityProvider } from "./library.ts";
import { deskOf, signingIn } from "./sign-in-routes.ts";

/** More providers than any house has. */
const MOST = 50;

const Sealed = z.object({ clientId: z.string(), clientSecret: z.string() });

export const SSO_ROUTES: readonly Route[] = [
  route(waysIn, async (_, { database }) => {
    const providers = await database.selectFrom("sso_provider").select(["id", "name"]).orderBy("name").execute();
    return { providers };
  }),
  route(signInByProvider, async ({ body, ...call }, hub) => {
    return await signingIn(call, hub, async (desk) => {
      const [asked] = await hub.database
        .selectFrom("sso_provider")
        .selectAll()
        .where("id", "=", body.provider)
        .execute();
      if (asked !== undefined && isSaml(asked))
        return { url: await begin(hub.database, call.reply, asked, desk.origin(), hub.now()) };
      const providers = await providersOf(hub.database, desk);
      if (providers.every(({ providerId }) => providerId !== body.provider)) throw notFound("provider");
      const wish = { providerId: body.provider, callbackURL: "/", errorCallbackURL: "/" };
      const question = { method: "POST", path: "/sign-in/sso", body: wish, cookies: [] } as const;
      const { body: said } = await desk.askWithProviders(call.request, call.reply, question, providers);
      return z.object({ url: z.url() }).parse(said);
    });
  }),
  route(providerCallback, async ({ params, query, request, reply }, hub) => {
    const desk = deskOf(hub);
    const asked = new URLSearchParams({ code: query.code ?? "", state: query.state ?? "" });
    const path = `/sso/callback/${params.provider}?${asked.toString()}`;
    const question = { method: "GET", path, cookies: ["state"] } as const;
    const providers = await providersOf(hub.database, desk);
    const isKnown = providers.some(({ providerId }) => providerId === params.provider);
    const isIn = isKnown && (await desk.askWithProviders(request, reply, question, providers)).location === "/";
    void reply.header("location", isIn ? "/" : "/#refused");
    return isIn ? "Signed in." : "Not signed in.";
  }),
  route(listProviders, async (_, hub) => {
    const rows = await hub.database.selectFrom("sso_provider").selectAll().orderBy("name").execute();
    return { items: rows.map((row) => asListed(row, deskOf(hub))) };
  }),
  route(addProvider, async ({ body, principal }, hub) => {
    demandAddress(body.issuer);
    const { clientId, clientSecret, ...provider } = body;
    return await addOne(hub, principal, { ...provider, secret: { clientId, clientSecret } });
  }),
  route(removeProvider, async ({ params, principal }, { database, now }) => {
    return await database.transaction().execute(async (transaction) => {
      const at = now();
      const gone = await transaction.deleteFrom("sso_provider").where("id", "=", params.id).executeTakeFirst();
      if (gone.numDeletedRows === 0n) throw notFound("provider");
      const { numDeletedRows } = await transaction
        .deleteFrom("person_session")
        .where("factor", "=", "sso")
        .where("person_id", "in", (one) =>
          one.selectFrom("person_account").select("person_id").where("provider_id", "=", params.id),
        )
        .executeTakeFirst();
      await transaction.deleteFrom("person_account").where("provider_id", "=", params.id).execute();
      const deed = { at, actor: actorOf(principal), action: "sso.remove", about: `provider ${params.id}` };
      await recordDeed(transaction, { ...deed, detail: {} });
      return { ended: Number(numDeletedRows) };
    });
  }),
];

/** A provider that is to be added. */
interface ProviderWish {
  readonly id: string;
  readonly name: string;
  readonly issuer: string;
  readonly domains: readonly string[];
  /** What the hub shows it, to be kept encrypted. */
  readonly secret: object;
  /** Of one that speaks SAML. */
  readonly saml?: SamlSettings;
}

/** Adds a provider. @throws Problem 409 where id, name or issuer is taken */
export async function addOne(hub: Hub, principal: Principal, wish: ProviderWish): Promise<Listed> {
  const desk = deskOf(hub);
  const { id, name, issuer, domains, secret, saml } = wish;
  return await hub.database.transaction().execute(async (transaction) => {
    const [at, actor] = [hub.now(), actorOf(principal)];
    const all = await transaction.selectFrom("sso_provider").select(["id", "name", "issuer"]).execute();
    if (all.length >= MOST || all.some((one) => one.id === id || one.name === name || one.issuer === issuer))
      throw new Problem(409, "sso/taken", "Already there", "Id, name or issuer is taken, or there are too many.");
    const row = await transaction
      .insertInto("sso_provider")
      .values({
        id,
        name,
        issuer,
        domains: [...domains],
        sealed: desk.strongbox.lock(JSON.stringify(secret), about(id)),
        created_by: actor,
        created_at: at,
        ...(saml !== undefined && { kind: "saml" as const, saml: JSON.stringify(saml) }),
      })
      .returningAll()
      .executeTakeFirstOrThrow();
    const deed = { at, actor, action: "sso.add", about: `provider ${id}` };
    await recordDeed(transaction, { ...deed, detail: { name, issuer, domains, kind: row.kind } });
    return asListed(row, desk);
  });
}

/** The providers of OpenID Connect of now, as the library takes them. */
async function providersOf(database: Database, desk: PeopleDesk): Promise<IdentityProvider[]> {
  const rows = await database.selectFrom("sso_provider").selectAll().where("kind", "=", "oidc").execute();
  return rows.map(({ id, issuer, domains, sealed }) => {
    const { clientId, clientSecret } = Sealed.parse(JSON.parse(desk.strongbox.unlock(sealed, about(id))));
    const discoveryEndpoint = `${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`;
    const scopes = ["openid", "email", "profile"];
    return {
      providerId: id,
      domain: domains.join(","),
      oidcConfig: { issuer, discoveryEndpoint, clientId, clientSecret, pkce: true, scopes },
    };
  });
}

function about(id: string): string {
  return `sso ${id}`;
}

function asListed(row: Selectable<SsoProviderTable>, desk: PeopleDesk): Listed {
  const { id, name, kind, issuer, domains } = row;
  const callback = kind === "saml" ? addressAt(desk.origin(), id) : `${desk.origin()}/v1/auth/sso/callback/${id}`;
  return {
    id,
    name,
    kind,
    issuer,
    domains,
    callback,
    createdBy: row.created_by,
    createdAt: row.created_at.toISOString(),
  };
}

function demandAddress(issuer: string): void {
  try {
    checkedIssuer(issuer);
  } catch (fault) {
    if (!(fault instanceof WaybillError)) throw fault;
    throw new Problem(400, "sso/bad-issuer", "No such issuer", "`issuer` is an https address, as its tokens write it.");
  }
}
