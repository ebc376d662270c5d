import { readFileSync } from "node:fs";
import { join } from "node:path";
import { readOsvRecord } from "../src/advisories/osv/read-record.ts";
import { Builder } from "../src/advisories/store/build.ts";
import type { Component } from "../src/core/component.ts";
import { readZip } from "../src/documents/zip.ts";
import { Inventory } from "../src/inventory/index.ts";

/** Steps that no command makes alone, each in a process of its own: `upsert DATA ZIP SOURCE` and `keep DATA LOCK COUNT`. */
const [step = "", data = "", ...words] = process.argv.slice(2);

if (step === "upsert") await upsert(...(words as [string, string]));
else if (step === "keep") keep(words[0] ?? "", Number(words[1]));
else throw new Error(`no such step: ${step}`);

/** Puts 1,000 records of a feed in place of themselves. */
async function upsert(zip: string, name: string): Promise<void> {
  const entries = [];
  for (const entry of readZip(zip)) {
    entries.push(readOsvRecord(entry.name, () => entry.read().toString("utf8")));
    if (entries.length === 1000) break;
  }
  const builder = new Builder(data);
  const now = new Date();
  const { records } = await builder.upsert(name, now.toISOString(), entries, now.toISOString());
  await builder.finish(now);
  process.stdout.write(`${records}\n`);
}

/** Keeps bills with so many distinct components, 10,000 each. */
function keep(lock: string, count: number): void {
  const { packages } = JSON.parse(readFileSync(join(lock), "utf8")) as {
    packages: Record<string, { version?: string }>;
  };
  const known = Object.entries(packages).filter(([path]) => path !== "");
  const inventory = new Inventory(data);
  for (let from = 0; from < count; from += 10_000) {
    const components = Array.from({ length: Math.min(10_000, count - from) }, (_, at): Component => {
      const [path = "", { version = "1.0.0" } = {}] = known[(from + at) % known.length] ?? [];
      const round = Math.floor((from + at) / known.length);
      const name = `${path.split("node_modules/").at(-1)}${round === 0 ? "" : `-k${round}`}`;
      const purl = `pkg:npm/${encodeURIComponent(name).replace("%2F", "/")}@${version}`;
      return { purl, type: "npm", name, version, licenses: [], relation: "declared", dependsOn: [], occurrences: [] };
    });
    const distinct = [...new Map(components.map((one) => [one.purl, one])).values()];
    const target = { kind: "image", ref: `registry.example.com/team/app-${from / 10_000}:1` } as const;
    inventory.add({ target, components: distinct, whole: true, gaps: 0, now: new Date() });
  }
}
