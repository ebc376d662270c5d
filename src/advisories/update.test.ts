import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createNetwork } from "../connect/network.ts";
import { buildZip } from "../testing/zip-builder.ts";
import { advisoryState, importAdvisories, updateAdvisories } from "./index.ts";
import { component, house, NOW, record, zipOf } from "./testing/house.ts";
import { type Answering, mirrorOn, withTag } from "./testing/mirror.ts";

const here = house(buildZip);
const mirror = mirrorOn(here);
const LATER = new Date(NOW.getTime() + 3_600_000);

const hole = (id: string, name: string, more: object = {}) => record(id, "npm", name, [{ introduced: "0" }], more);
const zip = (...records: readonly object[]) => zipOf(records, buildZip);
const found = async (...names: readonly string[]) =>
  (await here.look(names.map((name) => component("npm", name, "1.0.0")))).findings.map(
    ({ title }) => title.split(" ")[0],
  );

test("fetches the zips and the lists that the mirror has; what is unchanged is not fetched again", async () => {
  await using server = await mirror({
    "/npm/all.zip": withTag(zip(hole("A", "x", { aliases: ["CVE-2026-1000"] })), '"1"'),
    "/known_exploited_vulnerabilities.json": JSON.stringify({
      vulnerabilities: [{ cveID: "CVE-2026-1000", dateAdded: "2026-03-01" }],
    }),
  });
  const first = await server.update();
  expect([first.failed, first.feeds.map(({ name }) => name)]).toEqual([[], ["OSV npm", "CISA KEV"]]);
  const second = await server.update(LATER);
  expect(second.feeds.find(({ name }) => name === "OSV npm")?.records).toBe(0);
  expect(advisoryState(here.data)?.sources.find(({ name }) => name === "OSV npm")).toMatchObject({
    records: 1,
    fetchedAt: LATER.toISOString(),
  });
  expect(await found("x")).toEqual(["x"]);
});

test("a few changes are fetched record by record; many, or none told, as a whole", async () => {
  await using server = await mirror({ "/npm/all.zip": zip(hole("A", "x"), hole("B", "y")) });
  await server.update();
  server.answers["/npm/modified_id.csv"] =
    "2026-11-24T12:30:00Z,C\n2026-11-24T12:20:00.5Z,A\n2026-11-24T12:10:00Z,GONE\n2026-01-01T00:00:00Z,B\n";
  server.answers["/npm/C.json"] = JSON.stringify(hole("C", "z", { modified: "2026-11-24T12:30:00Z" }));
  server.answers["/npm/A.json"] = JSON.stringify(hole("A", "x", { withdrawn: "2026-11-24T12:20:00Z" }));
  server.asked.length = 0;
  const { feeds } = await server.update(LATER);
  expect(feeds[0]).toMatchObject({ records: 2, refused: [{ refused: "GONE", reason: "is listed, and not there" }] });
  expect(server.asked).not.toContain("/npm/all.zip");
  expect(await found("x", "y", "z")).toEqual(["y", "z"]);
  expect(advisoryState(here.data)?.sources[0]).toMatchObject({ records: 3, newestModified: "2026-11-24T12:30:00Z" });
  server.asked.length = 0;
  expect((await server.update(LATER)).feeds[0]).toMatchObject({ records: 0 });
  expect(server.asked.filter((path) => path.startsWith("/npm"))).toEqual(["/npm/modified_id.csv"]);
  server.answers["/npm/modified_id.csv"] = Array.from({ length: 500 }, (_, n) => `2026-11-24T13:00:00Z,N${n}\n`).join(
    "",
  );
  server.answers["/npm/all.zip"] = zip(hole("D", "w"));
  await server.update(LATER);
  expect(await found("w", "y", "z")).toEqual(["w"]);
});

test("a feed that fails keeps its data, and says so; when all fail nothing changes", async () => {
  await using server = await mirror({
    "/npm/all.zip": zip(hole("A", "x")),
    "/PyPI/all.zip": zip(record("P", "PyPI", "p", [{ introduced: "0" }])),
  });
  await server.update(NOW, ["npm", "PyPI"]);
  server.answers["/npm/all.zip"] = "<html>Please sign in</html>";
  const { failed } = await server.update(LATER, ["npm", "PyPI", "Maven"]);
  expect(failed).toEqual([
    { name: "OSV npm", reason: expect.stringContaining("not a zip"), keeps: NOW.toISOString() },
    { name: "OSV Maven", reason: expect.stringContaining("is not there"), keeps: undefined },
  ]);
  expect(await found("x")).toEqual(["x"]);
  await expect(server.update(LATER, ["Maven"])).rejects.toThrow("No feed could be renewed. OSV Maven");
  expect(readdirSync(here.data).filter((name) => name.startsWith("building") || name.endsWith(".lock"))).toEqual([]);
});

test("a busy server is asked again, as late as it wants; one that refuses is not", async () => {
  let calls = 0;
  await using server = await mirror({
    "/npm/all.zip": (_, response) => {
      calls++;
      if (calls === 1) response.writeHead(429, { "retry-after": "7" }).end();
      else if (calls === 2) response.writeHead(503).end();
      else response.end(zip(hole("A", "x")));
    },
    "/PyPI/all.zip": (_, response) => void response.writeHead(403).end("no"),
    "/Go/all.zip": (_, response) => void response.writeHead(500).end(),
  });
  const { failed } = await server.update(NOW, ["npm", "PyPI", "Go"]);
  expect(failed.map(({ name, reason }) => [name, reason.slice(-13, -1)])).toEqual([
    ["OSV PyPI", "answered 403"],
    ["OSV Go", "answered 500"],
  ]);
  expect(server.waited).toEqual([7_000, 4_000, 1_000, 4_000, 15_000]);
});

test("what broke off is resumed, also by a later run, unless the file has changed meanwhile", async () => {
  const body = zip(hole("A", "x"), ...Array.from({ length: 50 }, (_, n) => hole(`B${n}`, `y${n}`)));
  let etag = '"1"';
  let isBroken = true;
  const ranges: (string | undefined)[] = [];
  const serve: Answering = (request, response) => {
    const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? "")?.[1] ?? 0);
    const isRest = start > 0 && request.headers["if-range"] === etag;
    ranges.push(request.headers.range);
    const rest = isRest ? body.subarray(start) : body;
    response.writeHead(isRest ? 206 : 200, {
      etag,
      "content-length": rest.length,
      ...(isRest && { "content-range": `bytes ${start}-${body.length - 1}/${body.length}` }),
    });
    if (isBroken) response.write(rest.subarray(0, 300), () => setTimeout(() => response.destroy(), 20));
    else response.end(rest);
  };
  await using server = await mirror({ "/npm/all.zip": serve });
  await expect(server.update()).rejects.toThrow("OSV npm");
  expect(ranges).toEqual([undefined, "bytes=300-", "bytes=600-", "bytes=900-"]);
  isBroken = false;
  await server.update();
  expect(ranges.at(-1)).toBe("bytes=1200-");
  expect(await found("x", "y49")).toEqual(["x", "y49"]);
  expect(readdirSync(here.data)).not.toContain("fetching");
  etag = '"2"';
  isBroken = true;
  await expect(server.update()).rejects.toThrow("OSV npm");
  etag = '"3"';
  isBroken = false;
  await server.update();
  expect(await found("x", "y49")).toEqual(["x", "y49"]);
});

test("a folder, and osv-scanner's cache folder, are mirrors, too", async () => {
  const cache = join(here.folder, "cache");
  here.write("cache/osv-scanner/npm/all.zip", zip(hole("A", "x")));
  const request = { network: createNetwork({ offline: true, hosts: [] }), dataDirectory: here.data, ecosystems: [] };
  await updateAdvisories({ ...request, mirror: cache, now: NOW });
  expect(await found("x")).toEqual(["x"]);
});

test("offline nothing is fetched, and two at a time are one too many", async () => {
  const network = createNetwork({ offline: true, hosts: [] });
  const request = {
    network,
    dataDirectory: here.data,
    ecosystems: ["npm"],
    mirror: "https://mirror.example",
    now: NOW,
  };
  await expect(updateAdvisories(request)).rejects.toMatchObject({ code: "connect/offline" });
  here.write("data/advisories.lock", String(process.pid));
  await expect(importAdvisories([here.feed("npm", [hole("A", "x")])], here.data, NOW)).rejects.toMatchObject({
    code: "advisories/busy",
  });
  for (const left of ["", "0", "999999999"]) {
    here.write("data/advisories.lock", left);
    await importAdvisories([here.feed("npm", [hole("A", "x")])], here.data, NOW);
  }
  here.write("data/advisories.lock", "999999999");
  here.write("data/advisories.lock.999999998", "999999998");
  here.write("data/building-999999999.sqlite", "left behind");
  await importAdvisories([here.feed("npm", [hole("A", "x")])], here.data, NOW);
  expect(await found("x")).toEqual(["x"]);
  expect(readdirSync(here.data).filter((name) => !/^advisories[-.].*(?:sqlite|json)$/.test(name))).toEqual([]);
});
