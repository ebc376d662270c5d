import { existsSync } from "node:fs";
import { WaybillError } from "../../core/errors.ts";
import { readBackup, withHubDatabase, writeBackup } from "../../hub/index.ts";
import type { RunCommand } from "../command.ts";
import { hubDatabaseOf } from "../hub-folder.ts";
import { readOptions } from "../options.ts";
import { plural } from "../print/words.ts";
import { writeOut } from "../write-out.ts";

/** Writes all that the hub on this machine holds into a file, while it runs or not. */
export const backup: RunCommand = async ([file = ""], raw) => {
  const options = readOptions(raw);
  const which = hubDatabaseOf(options.dataDirectory, raw["data"]);
  if (which.databaseUrl === undefined && !existsSync(which.hubFolder))
    throw new WaybillError("hub/none", `There is no hub in ${which.hubFolder}.`, "Name its folder with --data.");
  const { rows, tables } = await withHubDatabase(which, async (one) => await writeBackup(one, file, new Date()));
  await writeOut(`${plural(rows, "row")} of ${plural(tables, "table")} are in ${file}\n`, options);
  return 0;
};

/** Brings a backup into an empty database. */
export const restore: RunCommand = async ([file = ""], raw) => {
  const options = readOptions(raw);
  const which = hubDatabaseOf(options.dataDirectory, raw["data"]);
  const { rows, tables } = await withHubDatabase(which, async (one) => await readBackup(one, file));
  await writeOut(`${plural(rows, "row")} of ${plural(tables, "table")} were restored from ${file}\n`, options);
  return 0;
};
