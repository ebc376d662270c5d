import { readFileSync } from "node:fs";
import { join } from "node:path";
import { sql } from "kysely";
import { expect, test } from "vitest";
import { testDatabase } from "../testing/test-database.ts";

const PAGE = join(import.meta.dirname, "..", "..", "..", "docs", "architecture.md");

/** Rows of the page's table: `table`, what it holds, its columns. */
function described(): Map<string, string> {
  const [, page = ""] = readFileSync(PAGE, "utf8").split("### The hub's store");
  const rows = page.matchAll(/^\| `(\w+)` \| [^|]+ \| ([\w, ]+) \|$/gm);
  return new Map([...rows].map(([, table = "", columns = ""]) => [table, columns]));
}

test("the page on the hub's store names every table with every column, and no other", async () => {
  await using own = await testDatabase();
  const { rows } = await sql<{ name: string; columns: string }>`
    select table_name as name, string_agg(column_name, ', ' order by ordinal_position) as columns
    from information_schema.columns
    where table_schema = 'public' and table_name not like 'kysely_%' and table_name !~ '^finding_event_[0-9]'
    group by 1 order by 1`.execute(own.database);
  expect(rows.length).toBeGreaterThan(20);
  expect([...described()]).toEqual(rows.map(({ name, columns }) => [name, columns]));
});
