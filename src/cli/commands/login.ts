import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { me } from "../../contract/me.ts";
import { WaybillError } from "../../core/errors.ts";
import type { RunCommand } from "../command.ts";
import { checkedUrl, hubClient, LOGIN_FILE } from "../hub-client.ts";
import { readOptions } from "../options.ts";
import { writeOut } from "../write-out.ts";

/** Keeps which hub is meant, and its key, for later calls. The key comes through WAYBILL_KEY or standard input. */
export const login: RunCommand = async ([address = ""], raw) => {
  const options = readOptions(raw);
  const url = checkedUrl(address);
  const key = process.env["WAYBILL_KEY"] || (await text(process.stdin)).trim();
  if (key === "")
    throw new WaybillError("call/no-key", "There is no key.", "Set WAYBILL_KEY, or give the key to standard input.");
  const { name, roles } = await hubClient({ url, key }, options).call(me);
  mkdirSync(options.dataDirectory, { recursive: true, mode: 0o700 });
  const path = join(options.dataDirectory, LOGIN_FILE);
  writeFileSync(`${path}.partial`, JSON.stringify({ url, key }), { mode: 0o600 });
  renameSync(`${path}.partial`, path);
  await writeOut(`Signed in at ${url} as ${name} (${roles.join(", ")}).\n`, options);
  return 0;
};
