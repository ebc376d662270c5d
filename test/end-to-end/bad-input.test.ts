import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { fakeRegistry, type Mischief } from "../../src/testing/fake-registry.ts";
import { buildImage, ociLayoutTar, writeOciLayout } from "../../src/testing/image-builder.ts";
import { reportOf, runWaybill } from "../../src/testing/run-waybill.ts";
import { buildTar } from "../../src/testing/tar-builder.ts";
import { temporaryFolder } from "../../src/testing/temporary-folder.ts";

const json = ["--format", "json", "--offline"];

describe("a wrong call is 2, and says which word and what would be right", () => {
  test.each([
    [["chek", "."], "there is no command", "waybill check"],
    [["check", "/does/not/exist"], "neither a file or folder", ""],
    [["check", ".", "--fail-on", "awful"], "--fail-on", "critical, high"],
    [["check", ".", "--only", "secret"], 'called "secret"', "secrets"],
    [["check", ".", "--jobs", "many"], "--jobs", ""],
    [["check", ".", "--config", "missing.yaml"], "missing.yaml", ""],
    [["check"], "missing required argument", ""],
    [["explain", "workflows/unpined-action"], "no rule called", "workflows/unpinned-action"],
    [["check", "cluster"], "cluster", ""],
    [["secrets", ".", "--staged"], "--staged asks for a git repository", "clone"],
    [["access", "probe"], "No endpoint is declared", "endpoints:"],
    [["advisories", "import", "nowhere.zip"], "nowhere.zip", "all.zip"],
  ])("%j", async (args, message, advice) => {
    using home = temporaryFolder();
    const { status, stderr, stdout } = await runWaybill(home.path, args);
    expect(stderr).toContain(message);
    expect(stderr).toContain(advice);
    expect([status, stdout]).toEqual([2, ""]);
  });

  test("a typing mistake in waybill.yaml never switches a check off", async () => {
    using home = temporaryFolder({ "waybill.yaml": "suppresions: []\n" });
    const { status, stderr } = await runWaybill(home.path, ["check", "."]);
    expect([status, stderr]).toEqual([2, expect.stringContaining("Did you mean suppressions?")]);
  });
});

test("an empty folder is looked at, and nothing is found", async () => {
  using home = temporaryFolder();
  mkdirSync(join(home.path, "empty"));
  const ran = await runWaybill(home.path, ["check", "dir:empty", ...json]);
  expect(ran.status).toBe(0);
  expect(reportOf(ran)).toMatchObject({ findings: [], summary: { complete: true } });
});

test("links out of the tree are not followed, and nothing is written but what speeds up the next start", async () => {
  using home = temporaryFolder({ "outside/.npmrc": "registry=x\n", "tree/a.txt": "x" });
  symlinkSync("../outside", join(home.path, "tree", "link"));
  symlinkSync("/etc/passwd", join(home.path, "tree", "passwd"));
  const before = readdirSync(home.path, { recursive: true }).sort();
  const ran = await runWaybill(home.path, ["check", "dir:tree", "--cache", join(home.path, "kept"), ...json]);
  expect(reportOf(ran).coverage.find(({ analyzer }) => analyzer === "secrets/files")?.examined.files).toBe(1);
  const after = readdirSync(home.path, { recursive: true, encoding: "utf8" });
  expect(after.filter((path) => !/^kept(?:\/waybill|\/code(?:\/.*)?)?$/.test(path)).sort()).toEqual(before);
  expect(after).toContain("kept/code");
});

describe("hostile images", () => {
  const withLayer = (blob: Buffer, tar: Buffer) => buildImage({ layers: [{ tar, blob }] });

  test("a truncated layer is a finding and a gap, never silence", async () => {
    using home = temporaryFolder();
    const tar = buildTar([{ path: "etc/a", content: "x".repeat(100_000) }]);
    const whole = buildImage({ layers: [{ tar }] });
    writeOciLayout(join(home.path, "layout"), [{ image: whole }]);
    const path = join(home.path, "layout", "blobs", ...(whole.layers[0]?.digest ?? "").split(":"));
    writeFileSync(path, (whole.layers[0]?.blob ?? Buffer.alloc(0)).subarray(0, 100));
    const ran = await runWaybill(home.path, ["check", "oci:layout", ...json]);
    expect([1, 3]).toContain(ran.status);
    expect(reportOf(ran).summary.complete).toBe(false);
  });

  test.each([
    ["../evil", "leaves the root"],
    ["a/../../evil", "leaves the root"],
  ])("a name such as %s is refused, and the rest is read", async (path, reason) => {
    using home = temporaryFolder();
    const tar = buildTar([
      { path, content: "x" },
      { path: "app/node_modules/a/package.json", content: '{"name":"a","version":"1.0.0"}' },
    ]);
    writeFileSync(join(home.path, "image.tar"), ociLayoutTar([{ image: buildImage({ layers: [{ tar }] }) }]));
    const ran = await runWaybill(home.path, ["sbom", "image.tar", "--offline"]);
    expect([ran.status, ran.stderr]).toEqual([3, expect.stringContaining(reason)]);
    expect(JSON.parse(ran.stdout)).toMatchObject({ components: [{ name: "a" }] });
  });

  test("a bomb is put out at its limit", async () => {
    using home = temporaryFolder();
    const tar = buildTar([{ path: "zeros", content: Buffer.alloc(120 * 1024 * 1024) }]);
    const bomb = withLayer(gzipSync(tar, { level: 9 }), tar);
    writeFileSync(join(home.path, "image.tar"), ociLayoutTar([{ image: bomb }]));
    const ran = await runWaybill(home.path, ["check", "image.tar", ...json]);
    expect(ran.status).toBe(3);
    expect(
      reportOf(ran)
        .coverage.flatMap(({ gaps }) => gaps.map((gap) => gap.reason))
        .join(),
    ).toContain("times its size");
  });
});

describe("registries that do not play along are 3, with what to do", () => {
  const small = buildImage({ layers: [{ items: [{ path: "a", content: "x" }] }] });

  test.each<[string, Mischief, string]>([
    ["401 for ever", { status: 401, headers: { "www-authenticate": 'Basic realm="x"' } }, ""],
    ["429 for ever", { status: 429, headers: { "retry-after": "0" } }, ""],
    ["500 for ever", { status: 500, headers: { "retry-after": "0" } }, ""],
  ])("%s", async (_, mischief) => {
    using home = temporaryFolder();
    await using registry = await fakeRegistry({ mischief: () => mischief });
    registry.offer("team/app:1", small);
    const { status, stderr } = await runWaybill(home.path, ["check", `${registry.host}/team/app:1`]);
    expect(stderr).toContain(registry.host);
    expect(status).toBe(3);
  });

  test("offline, it is not even asked", async () => {
    using home = temporaryFolder();
    await using registry = await fakeRegistry();
    const { status, stderr } = await runWaybill(home.path, ["check", `${registry.host}/team/app:1`, "--offline"]);
    expect([status, registry.requests]).toEqual([3, []]);
    expect(stderr).toContain("offline");
  });

  test("an image that is not there is 2", async () => {
    using home = temporaryFolder();
    await using registry = await fakeRegistry();
    const { status, stderr } = await runWaybill(home.path, ["check", `${registry.host}/team/none:1`]);
    expect([status, stderr]).toEqual([2, expect.stringContaining("team/none")]);
  });
});

test("Ctrl-C ends a run in good order: nothing half written, no report", async () => {
  using home = temporaryFolder();
  await using registry = await fakeRegistry({ mischief: () => ({ hang: true }) });
  const { status, stdout, stderr } = await runWaybill(
    home.path,
    ["check", `${registry.host}/team/app:1`, "--format", "json", "--output", "report.json"],
    { interruptWhen: () => registry.requests.length > 0 },
  );
  expect([status, stdout]).toEqual([130, ""]);
  expect(stderr).toContain("stopped");
  expect(readdirSync(home.path).filter((name) => name.startsWith("report"))).toEqual([]);
});

test("a place that cannot be written is said plainly", async () => {
  using home = temporaryFolder();
  mkdirSync(join(home.path, "empty"));
  const { status, stderr } = await runWaybill(home.path, ["check", "dir:empty", "--output", "/dev/full/report.txt"]);
  expect([status, stderr]).toEqual([2, expect.stringContaining("/dev/full/report.txt")]);
});
