import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  BillDiffAnswer,
  BillQualityAnswer,
  BillValidationAnswer,
  InventoryAnswer,
  InventorySearchAnswer,
} from "../../src/core/bill-answers.ts";
import type { Report } from "../../src/core/report.ts";
import { buildImage, writeOciLayout } from "../../src/testing/image-builder.ts";
import { runWaybill } from "../../src/testing/run-waybill.ts";
import { temporaryFolder } from "../../src/testing/temporary-folder.ts";

const place = temporaryFolder();
const lock = (packages: Record<string, object>) =>
  JSON.stringify({ lockfileVersion: 3, packages: { "": {}, ...packages } });

beforeAll(() => {
  place.write({
    "old/package-lock.json": lock({
      "node_modules/a": { version: "1.0.0", license: "MIT", dependencies: { b: "^1" } },
      "node_modules/b": { version: "1.0.0", license: "MIT" },
    }),
    "new/package-lock.json": lock({
      "node_modules/a": { version: "1.1.0", license: "ISC", dependencies: { c: "^1" } },
      "node_modules/c": { version: "1.0.0" },
    }),
    "broken/package-lock.json": "<<<<<<< HEAD\n",
    "escape/requirements.txt": "flask==3.0.0\n",
  });
});
afterAll(() => place[Symbol.dispose]());

const waybill = (...words: string[]) => runWaybill(place.path, words, { environment: { COLUMNS: "80" } });

test("sbom diff says what came, went and changed; it fails only when it was asked to, or could not see", async () => {
  const { status, stdout } = await waybill("sbom", "diff", "old", "new");
  expect(stdout).toBe(`old → new

+ 1 added
    npm  c  1.0.0

- 1 removed
    npm  b  1.0.0

~ 1 in another version
    npm  a  1.0.0 → 1.1.0

§ 1 under other licences
    npm  a  1.1.0  MIT → ISC

→ 1 with other needs
    npm  a  1.1.0  + pkg:npm/c
    npm  a  1.1.0  - pkg:npm/b

0 the same
`);
  expect(status).toBe(0);
  expect((await waybill("sbom", "diff", "old", "new", "--exit-code")).status).toBe(1);
  expect((await waybill("sbom", "diff", "old", "old", "--exit-code")).status).toBe(0);
  expect((await waybill("sbom", "diff", "old", "broken")).status).toBe(3);
});

test("an empty bill of a target that has files is no success, unless somebody says that it may be", async () => {
  place.write({ "no-packages/readme.txt": "hello" });
  const { status, stdout, stderr } = await waybill("sbom", "no-packages");
  expect([status, JSON.parse(stdout).components]).toEqual([3, []]);
  expect(stderr).toContain("no component was found among 1 file of no-packages");
  expect((await waybill("sbom", "no-packages", "--allow-empty")).status).toBe(0);
});

test("an image stands on the stored image whose layers it begins with; what no package brought is said", async () => {
  const base = { items: [{ path: "etc/os-release", content: "ID=debian\nVERSION_ID=12\n" }] };
  const program = Buffer.concat([Buffer.from("\x7fELF", "latin1"), Buffer.alloc(2048)]);
  const own = { items: [{ path: "opt/stranger", content: program, mode: 0o755 }] };
  writeOciLayout(join(place.path, "base"), [{ image: buildImage({ layers: [base] }) }]);
  writeOciLayout(join(place.path, "app"), [{ image: buildImage({ layers: [base, own] }) }]);
  expect((await waybill("inventory", "add", "oci:base", "--name", "std/debian:12")).status).toBe(0);
  const { stdout, stderr } = await waybill("sbom", "oci:app");
  const { metadata } = JSON.parse(stdout) as { metadata: Record<string, unknown> };
  expect(metadata).toMatchObject({
    component: { pedigree: { ancestors: [{ type: "container", name: "std/debian:12" }] } },
    properties: [{ value: expect.stringContaining("opt/stranger in ") }, { value: "1" }],
  });
  expect(stderr).toContain("no package brought 1 program (2.1 kB)");
  const report = JSON.parse((await waybill("check", "oci:app", "--format", "json")).stdout) as Report;
  expect(report.layers?.map((layer) => layer.base)).toEqual(["std/debian:12", undefined]);
  expect((await waybill("inventory", "remove", "std/debian:12")).status).toBe(0);
});

test.each(["cyclonedx-json", "cyclonedx-xml", "spdx-json"])(
  "a bill as %s is found out by what is in it, holds, and differs not",
  async (format) => {
    expect((await waybill("sbom", "old", "--format", format, "--output", `bill-${format}`)).status).toBe(0);
    expect((await waybill("sbom", "diff", "old", `bill-${format}`, "--exit-code")).stdout).toContain("2 the same");
    expect(await waybill("sbom", "validate", `bill-${format}`)).toMatchObject({ status: 0 });
  },
);

test("a file that is no bill is no empty bill", async () => {
  place.write({ "notes.txt": "hello\n" });
  const { status, stderr } = await waybill("sbom", "diff", "old", "notes.txt");
  expect([status, stderr]).toEqual([2, expect.stringContaining("neither a bill of materials")]);
});

test("a bill calls a folder by its name, wherever it was made, or as it is told", async () => {
  const nameOf = ({ stdout }: { stdout: string }) =>
    (JSON.parse(stdout) as { metadata: { component: { name: string } } }).metadata.component.name;
  const here = await runWaybill(place.path, ["sbom", "."], { cwd: join(place.path, "old") });
  expect(nameOf(here)).toBe("old");
  expect(here.stdout).toBe((await waybill("sbom", "dir:old")).stdout);
  expect(nameOf(await waybill("sbom", "old", "--name", "shop"))).toBe("shop");
  place.write({ "named.json": (await waybill("sbom", "old", "--name", "shop")).stdout });
  expect(nameOf(await waybill("sbom", "named.json"))).toBe("shop");
});

test("what scripts read is as the published schemas say", async () => {
  const json = async (...words: string[]) =>
    JSON.parse((await waybill(...words, "--format", "json")).stdout) as unknown;
  place.write({ "wrong.json": '{"bomFormat":"CycloneDX"}' });
  await waybill("inventory", "add", "old", "--name", "kept", "--data", "data-2");
  BillDiffAnswer.parse(await json("sbom", "diff", "old", "new"));
  BillValidationAnswer.parse(await json("sbom", "validate", "wrong.json"));
  BillQualityAnswer.parse(await json("sbom", "quality", "old"));
  expect(InventoryAnswer.parse(await json("inventory", "list", "--data", "data-2")).bills).toHaveLength(1);
  expect(InventorySearchAnswer.parse(await json("inventory", "search", "b", "--data", "data-2")).total).toBe(1);
});

test("bills that were merged are one, and each target stays inside", async () => {
  await waybill("sbom", "old", "--output", "old.json");
  const { status, stdout } = await waybill("sbom", "merge", "old.json", "new", "--name", "shop");
  expect(status).toBe(0);
  const merged = JSON.parse(stdout) as { metadata: { component: { name: string; components: { name: string }[] } } };
  expect(merged.metadata.component).toMatchObject({ name: "shop", components: [{ name: "new" }, { name: "old" }] });
  place.write({ "merged.json": stdout });
  expect(await waybill("sbom", "validate", "merged.json")).toMatchObject({ status: 0 });
  expect((await waybill("sbom", "merge", "old.json", "broken")).status).toBe(3);
});

test("what is wrong with a bill is said with its place", async () => {
  place.write({ "wrong.json": '{"bomFormat":"CycloneDX","specVersion":"1.6","components":[{"type":"library"}]}' });
  const { status, stdout } = await waybill("sbom", "validate", "wrong.json");
  expect([status, stdout]).toEqual([
    1,
    "✗ wrong.json: CycloneDX 1.6, JSON\n  components[0].name is missing\n\n1 fault\n",
  ]);
  const json = await waybill("sbom", "validate", "wrong.json", "--format", "json");
  expect(JSON.parse(json.stdout)).toMatchObject({ total: 1, faults: [{ path: "components[0].name" }] });
  expect((await waybill("sbom", "validate", "not-there.json")).status).toBe(2);
});

test("the quality of a bill, by type", async () => {
  const { status, stdout } = await waybill("sbom", "quality", "new");
  expect(status).toBe(0);
  expect(stdout).toMatch(/^npm +2 +100% +0% +100% +50% +0%$/m);
  for (const line of stdout.split("\n")) expect(line.length).toBeLessThanOrEqual(80);
});

test("a time only on request, and the same bytes twice", async () => {
  const [once, again, dated] = await Promise.all([
    waybill("sbom", "old"),
    waybill("sbom", "old"),
    runWaybill(place.path, ["sbom", "old"], { environment: { SOURCE_DATE_EPOCH: "86400" } }),
  ]);
  expect(again.stdout).toBe(once.stdout);
  expect(once.stdout).not.toContain("timestamp");
  expect(JSON.parse(dated.stdout)).toMatchObject({
    serialNumber: (JSON.parse(once.stdout) as { serialNumber: string }).serialNumber,
    metadata: { timestamp: "1970-01-02T00:00:00Z" },
  });
  expect((await waybill("sbom", "old", "--timestamp", "soon")).status).toBe(2);
});

test("a bill of what was not wholly read says so, and is not believed", async () => {
  expect((await waybill("sbom", "broken", "--output", "half.json")).status).toBe(3);
  expect(readFileSync(join(place.path, "half.json"), "utf8")).toContain('"aggregate": "incomplete"');
  const { status, stderr } = await waybill("sbom", "quality", "half.json");
  expect([status, stderr]).toEqual([3, expect.stringContaining("could not be read for it: package-lock.json")]);
});

test("kept bills answer which targets hold a component, and through what", async () => {
  const nothing = await waybill("inventory", "search", "b");
  expect([nothing.status, nothing.stdout]).toEqual([
    3,
    "No bills are kept yet. `waybill inventory add TARGET` keeps one.\n",
  ]);
  await waybill("sbom", "new", "--output", "new.xml", "--format", "cyclonedx-xml");
  const added = await Promise.all([
    waybill("inventory", "add", "old"),
    waybill("inventory", "add", "new.xml", "--name", "shop"),
  ]);
  expect(added.map(({ status }) => status)).toEqual([0, 0]);
  const found = await waybill("inventory", "search", "b@>=0.9 <2");
  expect(
    found.stdout.replaceAll(place.path, "/srv").replace(/\d{4}-\d\d-\d\d/, "DAY"),
  ).toBe(`1 of 2 kept bills holds b@>=0.9 <2

/srv/old, kept DAY
  npm b 1.0.0
    production, declared; through npm a 1.0.0
    in package-lock.json
`);
  expect(found.status).toBe(0);
  expect((await waybill("inventory", "search", "pkg:npm/c", "--exit-code")).status).toBe(1);
  expect((await waybill("inventory", "search", "c", "--format", "json")).stdout).toContain('"ref": "shop"');
  expect((await waybill("inventory", "add", "broken")).status).toBe(3);
  expect(await waybill("inventory", "search", "nowhere")).toMatchObject({
    status: 3,
    stdout: expect.stringMatching(
      /^None of 3 kept bills .*\n\nNot whole, so that it is not in there is not proven:\n {2}\S+broken\n$/s,
    ),
  });
  expect((await waybill("inventory", "remove", "shop")).stdout).toBe("1 bill of shop forgotten\n");
  expect(await waybill("inventory", "remove", "shops")).toMatchObject({ status: 2 });
  expect((await waybill("inventory", "list")).stdout.split("\n")).toHaveLength(4);
});
