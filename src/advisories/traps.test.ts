import { expect, test } from "vitest";
import { buildZip } from "../testing/zip-builder.ts";
import { importAdvisories } from "./index.ts";
import { component, house, NOW, record } from "./testing/house.ts";

const here = house(buildZip);

test.each([
  ["1.2.0-beta.1", "1.2.0", true],
  ["1.2.0-beta.1", "1.2.0-beta.2", false],
  ["1.1.9", "1.2.0", false],
  ["1.3.0-rc.1", "1.2.0", true],
  ["1.3.0", "1.2.0", false],
])("npm %s against introduced %s: %s", async (version, introduced, isHit) => {
  const events = [{ introduced }, { fixed: "1.3.0" }];
  await importAdvisories([here.feed("npm", [record("A", "npm", "x", events)])], here.data, NOW);
  expect((await here.look([component("npm", "x", version)])).findings).toHaveLength(isHit ? 1 : 0);
});

test.each([
  ["PyPI", "pypi", "Zope.Interface", "zope-interface"],
  ["NuGet", "nuget", "Newtonsoft.Json", "newtonsoft.json"],
  ["Go", "golang", "github.com/NVIDIA/go", "github.com/nvidia/go"],
  ["Packagist", "composer", "Vendor/Thing", "vendor/thing"],
  ["SwiftURL", "swift", "github.com/Apple/swift-nio", "github.com/apple/swift-nio"],
  ["crates.io", "cargo", "serde_yaml", "serde-yaml"],
])("%s folds names on both sides", async (ecosystem, type, theirs, ours) => {
  const feed = here.feed(ecosystem, [record("A", ecosystem, theirs, [{ introduced: "0" }])]);
  await importAdvisories([feed], here.data, NOW);
  const looks = await here.look([component(type, theirs, "1.0.0"), component(type, ours, "1.0.1")]);
  expect(looks.findings).toHaveLength(2);
});

test("names that only look alike, or carry an escape, are other names", async () => {
  const feed = here.feed("npm", [record("A", "npm", "lоdash", [{ introduced: "0" }])]); // a Cyrillic o
  await importAdvisories([feed], here.data, NOW);
  const odd = ["lodash", "l\u001b[2Jodash", "../../etc", "'; drop table record; --"];
  expect((await here.look(odd.map((name) => component("npm", name, "1.0.0")))).findings).toEqual([]);
  expect((await here.look([component("npm", "lоdash", "1.0.0")])).findings).toHaveLength(1);
});

test.each([
  ["1.22.1", true],
  ["go1.22rc2", true],
  ["go1.21.9", false],
  ["go1.22.3 X:boringcrypto", false],
])("Go's own library in %s: %s", async (version, isHit) => {
  const events = [{ introduced: "1.22.0-0" }, { fixed: "1.22.2" }];
  await importAdvisories([here.feed("Go", [record("GO-1", "Go", "stdlib", events)])], here.data, NOW);
  expect((await here.look([component("golang", "stdlib", version)])).findings).toHaveLength(isHit ? 1 : 0);
});

test("a version that nobody can read is named; advisories of commits alone are told once", async () => {
  const commits = (id: string) => ({
    ...record(id, "Go", "example.com/a", []),
    affected: [
      { package: { ecosystem: "Go", name: "example.com/a" }, ranges: [{ type: "GIT", events: [{ introduced: "0" }] }] },
    ],
  });
  const feed = here.feed("Go", [
    commits("GO-1"),
    commits("GO-2"),
    record("GO-3", "Go", "example.com/b", [{ introduced: "1.0.0" }]),
  ]);
  await importAdvisories([feed], here.data, NOW);
  const { gaps, findings } = await here.look([
    component("golang", "example.com/a", "1.0.0"),
    component("golang", "example.com/b", "(devel)"),
    component("golang", "example.com/c", "(devel)"),
  ]);
  expect(findings).toEqual([]);
  expect(gaps).toEqual([
    {
      where: "pkg:golang/example.com/a@1.0.0",
      reason: "not judged: advisories such as GO-1 name commits alone, and no versions",
    },
    { where: "pkg:golang/example.com/b@(devel)", reason: "not judged: its version is none that Go knows" },
  ]);
});

test.each([
  ["Hex", "hex", "1.7.2", true],
  ["Hex", "hex", "1.7.3", false],
  ["Pub", "pub", "1.7.3-dev", true],
  ["Pub", "pub", "1.7.3+1", false],
  ["SwiftURL", "swift", "1.7.2", true],
])("%s: %s %s before 1.7.3: %s", async (ecosystem, type, version, isHit) => {
  const events = [{ introduced: "0" }, { fixed: "1.7.3" }];
  await importAdvisories([here.feed(ecosystem, [record("A", ecosystem, "x", events)])], here.data, NOW);
  expect((await here.look([component(type, "x", version)])).findings).toHaveLength(isHit ? 1 : 0);
});
