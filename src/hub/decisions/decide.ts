import type * as z from "zod";
import type { Decision } from "../../contract/decisions.ts";
import { recordDeed } from "../audit/record-deed.ts";
import { actorOf, type Principal } from "../auth/principal.ts";
import type { Database } from "../db/database.ts";
import { admit, findImages } from "./admit.ts";

/** More reasons than anybody reads; all of them count. */
const MOST_REASONS = 100;

/** What is asked: whether an image may go into an environment. */
export interface Asked {
  readonly environment: string;
  readonly digest: string;
  /** The lineage's name, where the same digest goes by several. */
  readonly name?: string | undefined;
}

/** Decides, and writes down that it was asked, by whom, and what was answered. */
export async function decideAndRecord(
  database: Database,
  principal: Principal,
  { environment, digest, name }: Asked,
  at: Date,
): Promise<z.input<typeof Decision>> {
  return await database.transaction().execute(async (transaction) => {
    const actor = actorOf(principal);
    const said = await admit(transaction, await findImages(transaction, principal, digest, name), environment, at);
    const { admitted, openSet, until, known } = said;
    const reasons = said.reasons.slice(0, MOST_REASONS);
    const waivers = [...said.waiversUsed];
    const { policy } = said.standard;
    const lineage = known?.lineage ?? null;
    const { id } = await transaction
      .insertInto("decision")
      .values({
        at,
        environment,
        digest,
        lineage_id: lineage,
        image_id: known?.image ?? null,
        actor,
        admitted,
        policy,
        open_set: openSet,
        reasons: JSON.stringify(reasons),
        waivers,
        until,
      })
      .returning("id")
      .executeTakeFirstOrThrow();
    const hash = openSet.toString("hex");
    const detail = { environment, digest, admitted, policy, openSet: hash, waivers };
    await recordDeed(transaction, { at, actor, action: "decisions.ask", about: `decision ${id}`, detail });
    return {
      id,
      at: at.toISOString(),
      environment,
      digest,
      lineage,
      admitted,
      policy,
      openSet: hash,
      reasons,
      waivers,
      until: until?.toISOString() ?? null,
    };
  });
}
