import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { fakeRegistry } from "../../src/testing/fake-registry.ts";
import { buildImage, dockerArchive, ociLayoutTar, writeOciLayout } from "../../src/testing/image-builder.ts";
import { reportOf, runWaybill } from "../../src/testing/run-waybill.ts";
import { temporaryFolder } from "../../src/testing/temporary-folder.ts";

const STATUS = `Package: libssl3
Status: install ok installed
Architecture: amd64
Source: openssl
Version: 3.0.9-1

`;

/** Looks like a credential, is none, and stands in no file of ours in one piece. */
const PASSWORD = ["correct", "Horse7", "Battery", "Stapl3"].join("-");

/** A base, an application with a secret in it, and a layer that deletes the secret and a package. */
const image = buildImage({
  config: { User: "1000", Env: ["PATH=/usr/bin"] },
  layers: [
    {
      items: [
        { path: "etc/os-release", content: 'ID=debian\nVERSION_ID="12"\n' },
        { path: "var/lib/dpkg/status", content: STATUS },
        { path: "usr/bin/tool", content: "#!/bin/sh\n", mode: 0o755 },
      ],
    },
    {
      items: [
        { path: "app/.env", content: `DB_PASSWORD=${PASSWORD}\n` },
        { path: "app/node_modules/left/package.json", content: '{"name":"left","version":"1.0.0"}' },
        { path: "app/node_modules/right/package.json", content: '{"name":"right","version":"2.0.0"}' },
      ],
    },
    { items: [{ path: "app/.wh..env" }, { path: "app/node_modules/.wh.left" }] },
  ],
});

const look = ["--format", "json", "--offline"];

test("one image is the same image in every form, and twice the same report", async () => {
  using home = temporaryFolder();
  await using registry = await fakeRegistry();
  registry.offer("team/app:1", image);
  mkdirSync(join(home.path, "layout"));
  writeOciLayout(join(home.path, "layout"), [{ image, tag: "1" }]);
  writeFileSync(join(home.path, "layout.tar"), ociLayoutTar([{ image, tag: "1" }]));
  writeFileSync(join(home.path, "saved.tar"), dockerArchive([{ image, tag: "team/app:1" }]));
  const targets = ["oci:layout", "oci:layout.tar", "docker-archive:saved.tar", `${registry.host}/team/app:1`];
  const runs = await Promise.all(
    targets.map((target, index) =>
      runWaybill(home.path, ["check", target, "--format", "json", ...(index < 3 ? ["--offline"] : [])]),
    ),
  );
  const reports = runs.map(reportOf);
  for (const report of reports) {
    expect(report.components).toEqual({ total: 2, byType: { deb: 1, npm: 1 } });
    expect(report.findings.map(({ rule }) => rule)).toContain("secrets/generic-password");
    expect(report.layers?.map(({ diffId }) => diffId)).toEqual(image.layers.map(({ diffId }) => diffId));
  }
  expect(new Set(reports.map(({ target }) => target.digest)).size).toBe(2); // an archive knows its configuration alone
  const again = reportOf(await runWaybill(home.path, ["check", "oci:layout", ...look]));
  const withoutTimes = (report: object) => JSON.stringify({ ...report, startedAt: "", finishedAt: "" });
  expect(withoutTimes(again)).toBe(withoutTimes(reports[0] ?? {}));
});

test("a secret that a later layer deletes is still found, in its layer, and its value is in no output", async () => {
  using home = temporaryFolder();
  writeFileSync(join(home.path, "image.tar"), ociLayoutTar([{ image }]));
  const formats = ["json", "table", "sarif", "html", "markdown", "junit"];
  const runs = await Promise.all(
    formats.map((format) =>
      runWaybill(home.path, ["check", "image.tar", "--offline", "--explain", "--all", "--format", format]),
    ),
  );
  const found = reportOf(runs[0] as never).findings.find(({ rule }) => rule === "secrets/generic-password");
  expect(found?.locations).toEqual([
    expect.objectContaining({ path: "app/.env", layer: image.layers[1]?.digest, line: 1 }),
  ]);
  for (const { stdout, stderr } of runs) expect(`${stdout}${stderr}`).not.toContain(PASSWORD);
});

test("changed bytes are the gravest finding, whoever handed them out", async () => {
  using home = temporaryFolder();
  const changed = {
    ...image,
    layers: image.layers.map((layer, index) =>
      index === 1 ? { ...layer, blob: image.layers[0]?.blob ?? layer.blob } : layer,
    ),
  };
  writeOciLayout(join(home.path, "layout"), [{ image }]);
  const path = join(home.path, "layout", "blobs", ...(image.layers[1]?.digest ?? "").split(":"));
  writeFileSync(path, changed.layers[1]?.blob ?? "");
  const ran = await runWaybill(home.path, ["verify", "oci:layout", ...look]);
  expect(ran.status).toBe(1);
  expect(reportOf(ran).findings[0]).toMatchObject({
    rule: "trust/digest-mismatch",
    severity: "critical",
    confidence: "proven",
  });
});

test("a bill of materials is the same twice, and a file in the file system is its own", async () => {
  using home = temporaryFolder();
  writeFileSync(join(home.path, "image.tar"), ociLayoutTar([{ image }]));
  const first = await runWaybill(home.path, ["sbom", "image.tar", "--offline"]);
  const second = await runWaybill(home.path, ["sbom", "image.tar", "--offline", "--output", "bom.json"]);
  expect(first.status).toBe(0);
  expect(JSON.parse(first.stdout)).toMatchObject({ bomFormat: "CycloneDX", specVersion: "1.6" });
  expect(second.stdout).toBe("");
  const read = await runWaybill(home.path, ["sbom", "sbom:bom.json", "--offline"]);
  const purls = (text: string) =>
    (JSON.parse(text) as { components: { purl: string }[] }).components.map(({ purl }) => purl);
  expect(purls(read.stdout)).toEqual(purls(first.stdout));
});
