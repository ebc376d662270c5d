import type { DatabaseSync } from "node:sqlite";
import { forgetSource } from "./forget-source.ts";

/**
 * Takes the sources of another database of our layout over, under numbers of their own. A source of which something
 * newer is known stays as it is: whoever hands on old data must not undo new.
 */
export function absorb(database: DatabaseSync, path: string): void {
  database.prepare("attach database ? as other").run(path);
  try {
    database.exec("insert or ignore into ecosystem (name) select name from other.ecosystem order by n");
    for (const row of database.prepare("select n, name, kind, fetched_at from other.source order by n").all())
      absorbSource(database, Number(row["n"]), String(row["name"]), String(row["kind"]), String(row["fetched_at"]));
  } finally {
    database.exec("commit; detach database other; begin");
  }
}

function absorbSource(database: DatabaseSync, from: number, name: string, kind: string, fetchedAt: string): void {
  const known = database.prepare("select n, fetched_at from main.source where name = ?").get(name);
  if (known !== undefined && String(known["fetched_at"]) > fetchedAt) return;
  if (known !== undefined) forgetSource(database, Number(known["n"]));
  const offset = (table: string) =>
    Number(database.prepare(`select coalesce(max(n), 0) as top from main.${table}`).get()?.["top"]);
  const [source, records, blocks] = [offset("source") + 1, offset("record"), offset("block")];
  const copy = (sql: string, ...values: number[]) => database.prepare(sql).run(...values);
  copy(
    `insert into main.source select ?, name, kind, origin, fetched_at, newest_modified, records, refused, sha256, etag,
       last_modified, cursor, full_at, licence from other.source where n = ?`,
    source,
    from,
  );
  copy("insert into main.block select n + ?, ?, bytes from other.block where source = ?", blocks, source, from);
  copy(
    `insert into main.record select n + ?, ?, id, withdrawn, malicious, block + ?, at, length, modified
     from other.record where source = ?`,
    records,
    source,
    blocks,
    from,
  );
  copy(
    `insert into main.package select mine.n, p.name, p.record + ?, p.affected from other.record r
       join other.package p on p.record = r.n join other.ecosystem e on e.n = p.ecosystem
       join main.ecosystem mine on mine.name = e.name where r.source = ?`,
    records,
    from,
  );
  copy(
    "insert or ignore into main.name select m.hash, m.record + ? from other.record r join other.name m on m.record = r.n where r.source = ?",
    records,
    from,
  );
  copy(
    `insert or ignore into main.covered select mine.n, ? from other.covered c join other.ecosystem e on e.n = c.ecosystem
       join main.ecosystem mine on mine.name = e.name where c.source = ?`,
    source,
    from,
  );
  if (kind === "exploited" || kind === "likelihood")
    database.exec(`insert into main.${kind} select * from other.${kind}`);
}
