import { createHash } from "node:crypto";
import { createLocalJWKSet, decodeJwt, errors, type JSONWebKeySet, type JWTPayload, jwtVerify } from "jose";
import type { Selectable } from "kysely";
import { WaybillError } from "../../core/errors.ts";
import { recordDeed } from "../audit/record-deed.ts";
import type { Database } from "../db/database.ts";
import type { WorkloadBindingTable, WorkloadIssuerTable } from "../db/tables/access-tables.ts";
import { Problem } from "../http/problems.ts";
import { newSecret } from "../keys/secret-text.ts";
import type { IssuerKeys } from "./issuer-keys.ts";

/** Signatures by a key pair; one by a shared secret could be made by whoever checks it. */
const ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"];

/** A token that lives longer than this is no job's; seconds. */
const OLDEST = 60 * 60;
const TOLERANCE = 30;

interface Exchanged {
  readonly token: string;
  readonly expiresAt: string;
  readonly binding: string;
  readonly role: WorkloadBindingTable["role"];
  readonly team: string | null;
}

/** Takes a job's identity token, once, and gives one of ours for minutes. @throws Problem 403 where it is not believed */
export async function exchange(
  database: Database,
  keys: IssuerKeys,
  { token, binding: wanted }: { readonly token: string; readonly binding?: string | undefined },
  now: Date,
): Promise<Exchanged> {
  const issuer = await issuerOf(database, token);
  const claims = await verified(token, issuer, keys, now);
  const binding = chosen(await bindingsOf(database, issuer.id, claims), wanted);
  return await database.transaction().execute(async (transaction) => {
    await useOnce(transaction, issuer.id, token, claims, now);
    const { text, hash } = newSecret("wbw_");
    const expires_at = new Date(now.getTime() + binding.minutes * 60_000);
    const subject = subjectOf(claims);
    const { id } = await transaction
      .insertInto("workload_session")
      .values({ hash, binding_id: binding.id, subject, created_at: now, expires_at })
      .returning("id")
      .executeTakeFirstOrThrow();
    await forgetEnded(transaction, now);
    await recordDeed(transaction, {
      at: now,
      actor: `workload ${id} (${binding.name}: ${subject})`,
      action: "workloads.exchange",
      about: `binding ${binding.id}`,
      detail: { claims: binding.claims, role: binding.role, expiresAt: expires_at.toISOString() },
    });
    const { name, role, team_id: team } = binding;
    return { token: text, expiresAt: expires_at.toISOString(), binding: name, role, team };
  });
}

type Issuer = Selectable<WorkloadIssuerTable>;
type Binding = Selectable<WorkloadBindingTable>;

async function issuerOf(database: Database, token: string): Promise<Issuer> {
  let name: unknown;
  try {
    name = decodeJwt(token).iss;
  } catch {
    throw refused("It is no JSON Web Token.");
  }
  const row =
    typeof name !== "string"
      ? undefined
      : await database.selectFrom("workload_issuer").selectAll().where("issuer", "=", name).executeTakeFirst();
  if (row === undefined) throw refused("Its issuer is none that this hub believes.");
  return row;
}

async function verified(token: string, issuer: Issuer, keys: IssuerKeys, now: Date): Promise<JWTPayload> {
  const check = async (isNew: boolean) => {
    const set =
      issuer.keys === null
        ? await keys.of(issuer.issuer, now, isNew)
        : createLocalJWKSet(issuer.keys as unknown as JSONWebKeySet);
    const { payload } = await jwtVerify(token, set, {
      issuer: issuer.issuer,
      audience: issuer.audience,
      algorithms: ALGORITHMS,
      currentDate: now,
      clockTolerance: TOLERANCE,
      maxTokenAge: OLDEST,
      requiredClaims: ["exp", "iat", "sub"],
    });
    return payload;
  };
  try {
    return await check(false).catch(async (fault: unknown) => {
      // Issuers change their keys: the one that is named may be newer than those that we have.
      if (fault instanceof errors.JWKSNoMatchingKey && issuer.keys === null) return await check(true);
      throw fault;
    });
  } catch (fault) {
    if (fault instanceof WaybillError)
      throw new Problem(503, "workloads/no-keys", "Not ready", `${fault.message} ${fault.advice}`);
    if (fault instanceof errors.JOSEError) throw refused(reasonOf(fault));
    throw fault;
  }
}

function reasonOf(fault: InstanceType<typeof errors.JOSEError>): string {
  if (fault instanceof errors.JWTExpired) return "It is past its end.";
  if (fault instanceof errors.JWTClaimValidationFailed)
    return `Its claim \`${fault.claim}\` is missing or does not fit.`;
  if (fault instanceof errors.JOSEAlgNotAllowed) return "It is not signed by a key pair.";
  return "Its signature does not hold.";
}

async function bindingsOf(database: Database, issuer: string, claims: JWTPayload): Promise<Binding[]> {
  const rows = await database
    .selectFrom("workload_binding")
    .selectAll()
    .where("issuer_id", "=", issuer)
    .orderBy("name")
    .execute();
  return rows.filter((row) => Object.entries(row.claims).every(([name, value]) => fits(name, value, claims[name])));
}

/** Only a `ref` may end with a star: it stands for all that begin so. */
function fits(name: string, wanted: string, said: unknown): boolean {
  const text =
    typeof said === "string" || typeof said === "number" || typeof said === "boolean" ? String(said) : undefined;
  if (text === undefined) return false;
  return name === "ref" && wanted.endsWith("*") ? text.startsWith(wanted.slice(0, -1)) : text === wanted;
}

function chosen(bindings: readonly Binding[], wanted: string | undefined): Binding {
  const meant = wanted === undefined ? bindings : bindings.filter(({ name }) => name === wanted);
  const [first, ...others] = meant;
  if (first === undefined) throw refused("No binding fits its claims.");
  if (others.length > 0)
    throw refused(`Several bindings fit: name one as \`binding\`, of ${meant.map(({ name }) => name).join(", ")}.`);
  return first;
}

/** A token that somebody else has read is worth nothing once its job has handed it in. */
async function useOnce(
  transaction: Database,
  issuer: string,
  token: string,
  claims: JWTPayload,
  now: Date,
): Promise<void> {
  const hash = createHash("sha256")
    .update(claims.jti ?? token)
    .digest();
  const expires_at = new Date(Math.max((claims.exp ?? 0) * 1000, now.getTime()) + 2 * TOLERANCE * 1000);
  const taken = await transaction
    .insertInto("workload_token_use")
    .values({ issuer_id: issuer, hash, expires_at })
    .onConflict((conflict) => conflict.columns(["issuer_id", "hash"]).doNothing())
    .returning("issuer_id")
    .executeTakeFirst();
  if (taken === undefined) throw refused("It was handed in before.");
}

async function forgetEnded(transaction: Database, now: Date): Promise<void> {
  await transaction.deleteFrom("workload_token_use").where("expires_at", "<", now).execute();
  await transaction.deleteFrom("workload_session").where("expires_at", "<", now).execute();
}

function subjectOf({ sub = "" }: JWTPayload): string {
  return sub.replaceAll(/[\u0000-\u001f\u007f]/g, "?").slice(0, 300);
}

function refused(why: string): Problem {
  return new Problem(403, "workloads/refused", "The token is not believed", why);
}
