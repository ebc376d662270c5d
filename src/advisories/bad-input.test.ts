import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { buildZip } from "../testing/zip-builder.ts";
import { advisoryState, importAdvisories } from "./index.ts";
import { component, house, NOW, record } from "./testing/house.ts";

const here = house(buildZip);
const { look, feed, write } = here;

const good = record("GOOD", "npm", "x", [{ introduced: "0" }]);
const findings = async () => (await look([component("npm", "x", "1.0.0")])).findings.length;
const take = (path: string) => importAdvisories([path], here.data, NOW);

async function nothingChangedAfter(bad: string, why: string | RegExp): Promise<void> {
  await expect(take(bad)).rejects.toThrow(why);
  expect(await findings()).toBe(1);
  expect(readdirSync(here.data).filter((name) => name.startsWith("building"))).toEqual([]);
}

test.each([0, 10, 0.3, 0.9])("a zip that is cut at %s changes nothing", async (part) => {
  const folder = feed("npm", [good, record("OTHER", "npm", "y", [{ introduced: "0" }])]);
  await take(folder);
  const whole = readFileSync(join(folder, "npm", "all.zip"));
  const length = part < 1 ? Math.floor(whole.length * part) : part;
  await nothingChangedAfter(write("cut.zip", whole.subarray(0, length)), "cannot be read");
});

test("a record of 50 MB, and one that unpacks to more than it says, cost themselves alone", async () => {
  const large = JSON.stringify({ ...record("LARGE", "npm", "y", [{ introduced: "0" }]), details: "x".repeat(50e6) });
  const zip = buildZip({ "LARGE.json": large, "BOMB.json": "0".repeat(8_000_000), "GOOD.json": JSON.stringify(good) });
  const { feeds } = await take(write("feeds/npm/all.zip", zip));
  expect(feeds[0]?.records).toBe(1);
  expect(feeds[0]?.refused.map(({ refused }) => refused).sort()).toEqual(["BOMB.json", "LARGE.json"]);
  expect(await findings()).toBe(1);
});

test("any value in any field of a record costs no more than the record", async () => {
  const value = fc.jsonValue({ maxDepth: 3 });
  const fields = fc.record(
    {
      modified: value,
      aliases: value,
      affected: fc.oneof(
        value,
        fc.array(fc.record({ package: value, ranges: value, versions: value, severity: value })),
      ),
      severity: value,
      references: value,
      database_specific: value,
      upstream: value,
    },
    { requiredKeys: [] },
  );
  await fc.assert(
    fc.asyncProperty(fc.array(fields, { minLength: 1, maxLength: 5 }), async (odd) => {
      const records = odd.map((one, at) => ({ ...record(`ODD-${at}`, "npm", "y", [{ introduced: "0" }]), ...one }));
      const { feeds } = await take(feed("npm", [...records, good]));
      expect((feeds[0]?.records ?? 0) + (feeds[0]?.refused.length ?? 0)).toBe(odd.length + 1);
      expect(await findings()).toBe(1);
    }),
    { numRuns: 25 },
  );
});

test.each([
  ["fixed before it was introduced", [{ introduced: "2.0.0" }, { fixed: "1.0.0" }], "1.5.0", 0],
  ["never introduced", [{ fixed: "2.0.0" }], "1.0.0", 0],
  ["introduced twice", [{ introduced: "0" }, { introduced: "0" }, { fixed: "1.0.0" }], "0.5.0", 1],
  ["in one event", [{ introduced: "0", fixed: "1.0.0" }], "0.5.0", 1],
  ["of no version", [{ introduced: "0" }, { fixed: "never" }], "1.0.0", 0],
  ["with numbers beyond all", [{ introduced: "0" }, { fixed: `${"9".repeat(400)}.0.0` }], "1.0.0", 1],
  ["with a version of a million letters", [{ introduced: "a".repeat(1_000_000) }], "1.0.0", 0],
  [
    "of ten thousand events",
    Array.from({ length: 10_000 }, (_, at) => (at % 2 === 0 ? { introduced: `${at}.0.0` } : { fixed: `${at}.0.0` })),
    "4.5.0",
    1,
  ],
])("a range %s is judged by the rules, before the test gives up", async (_, events, version, hits) => {
  await take(feed("npm", [record("A", "npm", "x", events)]));
  const { findings: found } = await look([component("npm", "x", version)]);
  expect(found).toHaveLength(hits);
});

test("aliases in a ring, and a record that names itself, are findings all the same", async () => {
  const ring = ["A", "B", "C"].map((id, at, all) =>
    record(id, "npm", "x", [{ introduced: "0" }], { aliases: [all[(at + 1) % 3], id], upstream: [id] }),
  );
  await take(feed("npm", ring));
  expect(await findings()).toBe(3);
});

test("a date that is yet to come is kept as it is, and hides nothing that comes before it", async () => {
  await take(feed("npm", [{ ...good, modified: "2999-01-01T00:00:00Z" }]));
  expect(advisoryState(here.data)?.sources[0]?.newestModified).toBe("2999-01-01T00:00:00Z");
  await take(feed("npm", [good, record("NEXT", "npm", "x", [{ introduced: "0" }])]));
  expect(await findings()).toBe(2);
});
