import type { DatabaseSync } from "node:sqlite";

/** Takes away a source with all that it brought. */
export function forgetSource(database: DatabaseSync, source: number): void {
  const kind = database.prepare("select kind from source where n = ?").get(source)?.["kind"];
  if (kind === "exploited" || kind === "likelihood") database.exec(`delete from ${kind}`);
  forgetRows(database, source);
  database.prepare("delete from source where n = ?").run(source);
}

/** Takes away the advisories of a source. */
export function forgetRows(database: DatabaseSync, source: number): void {
  database.prepare("delete from package where record in (select n from record where source = ?)").run(source);
  for (const table of ["record", "block", "covered"])
    database.prepare(`delete from ${table} where source = ?`).run(source);
  database.exec("delete from name where record not in (select n from record)");
}
