import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { buildZip } from "../../src/testing/zip-builder.ts";
import { Draw } from "./draw.ts";
import { packageName } from "./settings.ts";

/**
 * OSV records about made-up npm packages, laid out as osv.dev's mirror is: `npm/all.zip`. With
 * 20,000 records, one in twenty is about a package of the made-up lock file. Answers the folder; an existing one is taken as it is.
 */
export function advisoryRecords(folder: string, records: number, nameOf: (at: number) => string = packageName): string {
  const zip = join(folder, "npm", "all.zip");
  if (existsSync(zip)) return folder;
  const draw = new Draw(99);
  const files: Record<string, string> = {};
  for (let n = 0; n < records; n++) {
    const id = `OSV-2026-${n}`;
    files[`${id}.json`] = JSON.stringify(record(id, nameOf(nameOf === packageName ? draw.number(records) : n), draw));
  }
  mkdirSync(join(folder, "npm"), { recursive: true });
  writeFileSync(zip, buildZip(files));
  return folder;
}

function record(id: string, name: string, draw: Draw) {
  const fixed = `${1 + draw.number(9)}.${draw.number(30)}.0`;
  return {
    schema_version: "1.7.0",
    id,
    modified: "2026-06-01T00:00:00Z",
    published: "2026-05-01T00:00:00Z",
    summary: draw.sentence(),
    details: Array.from({ length: 6 }, () => draw.sentence()).join(" "),
    affected: [
      {
        package: { ecosystem: "npm", name },
        ranges: [{ type: "SEMVER", events: [{ introduced: "0" }, { fixed }] }],
      },
    ],
    severity: [{ type: "CVSS_V3", score: "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N" }],
  };
}
