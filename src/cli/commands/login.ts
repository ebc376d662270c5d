import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { identityToken } from "../../connect/workload/identity-token.ts";
import { me } from "../../contract/me.ts";
import { exchangeToken } from "../../contract/workloads.ts";
import { WaybillError } from "../../core/errors.ts";
import type { RunCommand } from "../command.ts";
import { checkedUrl, hubClient, LOGIN_FILE } from "../hub-client.ts";
import { type Options, readOptions } from "../options.ts";
import { writeOut } from "../write-out.ts";

/**
 * Keeps which hub is meant, and its key, for later calls. The key comes through WAYBILL_KEY or standard input; a job that
 * has an identity of its own hands that in, and gets a token for minutes.
 */
export const login: RunCommand = async ([address = ""], raw) => {
  const options = readOptions(raw);
  const url = checkedUrl(address);
  const key = raw["workload"] === true ? await tokenOfJob(url, raw, options) : await keyOfPerson();
  const { name, roles } = await hubClient({ url, key }, options).call(me);
  mkdirSync(options.dataDirectory, { recursive: true, mode: 0o700 });
  const path = join(options.dataDirectory, LOGIN_FILE);
  writeFileSync(`${path}.partial`, JSON.stringify({ url, key }), { mode: 0o600 });
  renameSync(`${path}.partial`, path);
  await writeOut(`Signed in at ${url} as ${name} (${roles.join(", ")}).\n`, options);
  return 0;
};

async function keyOfPerson(): Promise<string> {
  const key = process.env["WAYBILL_KEY"] || (await text(process.stdin)).trim();
  if (key !== "") return key;
  throw new WaybillError("call/no-key", "There is no key.", "Set WAYBILL_KEY, or give the key to standard input.");
}

async function tokenOfJob(url: string, raw: Record<string, unknown>, options: Options): Promise<string> {
  const audience = typeof raw["audience"] === "string" ? raw["audience"] : url;
  const token = await identityToken(audience, process.env, options);
  const binding = typeof raw["binding"] === "string" ? raw["binding"] : undefined;
  const body = { token, ...(binding !== undefined && { binding }) };
  return (await hubClient({ url, key: "" }, options).call(exchangeToken, { body })).token;
}
