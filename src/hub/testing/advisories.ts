import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { importAdvisories } from "../../scan/advisory-data.ts";

type BuildZip = (files: Readonly<Record<string, string>>) => Buffer;

/** Makes the advisory database of a folder hold exactly these npm records: `GHSA-1 lodash <4.17.21`, `MAL-1 bad`. */
export async function bringAdvisories(
  buildZip: BuildZip,
  folder: string,
  records: readonly string[],
  now: Date,
): Promise<string> {
  const files = records.map((text) => {
    const [id = "", name = "", fixed = ""] = text.split(/ <?/);
    const events = [{ introduced: "0" }, ...(fixed === "" ? [] : [{ fixed }])];
    const affected = [{ package: { ecosystem: "npm", name }, ranges: [{ type: "SEMVER", events }] }];
    const record = { id, modified: now.toISOString(), summary: `A hole in ${name}`, affected };
    return [`${id}.json`, JSON.stringify(record)] as const;
  });
  const feeds = join(folder, "feeds");
  rmSync(feeds, { recursive: true, force: true });
  mkdirSync(join(feeds, "npm"), { recursive: true });
  writeFileSync(join(feeds, "npm", "all.zip"), buildZip(Object.fromEntries(files)));
  const data = join(folder, "data");
  await importAdvisories([feeds], data, now);
  return data;
}
