import type * as z from "zod";
import { readLedger } from "../../contract/ledger.ts";
import { WaybillError } from "../../core/errors.ts";
import { type ChainState, EMPTY_CHAIN, followChain } from "../../policy/ledger/chain.ts";
import type { RunCommand } from "../command.ts";
import { hubClient, loginOf } from "../hub-client.ts";
import { readOptions } from "../options.ts";
import { plural } from "../print/words.ts";
import { writeOut } from "../write-out.ts";

/** Follows the hub's record of deeds from its first line, and hashes each anew: nothing is taken on the hub's word. */
export const verify: RunCommand = async (_, raw) => {
  const options = readOptions(raw);
  const client = hubClient(loginOf(raw["hub"], options), options);
  const known = sealIn(raw["known"]);
  let chain: ChainState = EMPTY_CHAIN;
  let isKnown = known === undefined;
  let after: number | undefined = 0;
  while (after !== undefined && chain.brokenAt === undefined) {
    const lines: z.output<typeof readLedger.answer> = await client.call(readLedger, { query: { after } });
    chain = followChain(chain, lines.items);
    isKnown ||= lines.items.some(({ hash }) => hash === known);
    after = lines.next === undefined ? undefined : Number(lines.next);
  }
  if (chain.brokenAt !== undefined) {
    await writeOut(`The record is broken: line ${chain.brokenAt} is missing or was changed.\n`, options);
    return 1;
  }
  if (!isKnown) {
    await writeOut("The seal that was noted before is not in the record: it was written anew since.\n", options);
    return 1;
  }
  await writeOut(
    `${plural(chain.entries, "line")}, each sealed by the one before; the last seal is ${chain.head}\n`,
    options,
  );
  return 0;
};

/** A seal that an earlier call printed. @throws WaybillError where it is none */
function sealIn(wish: unknown): string | undefined {
  if (wish === undefined) return undefined;
  if (typeof wish === "string" && /^[0-9a-f]{64}$/.test(wish)) return wish;
  throw new WaybillError(
    "call/no-seal",
    "--known is no seal.",
    "Give the last seal that an earlier `ledger verify` printed.",
  );
}
