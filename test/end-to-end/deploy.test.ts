import { join } from "node:path";
import { expect, test } from "vitest";
import { reportOf, runWaybill } from "../../src/testing/run-waybill.ts";
import { temporaryFolder } from "../../src/testing/temporary-folder.ts";

const DEPLOY = join(import.meta.dirname, "..", "..", "deploy");

test("what we hand out to run the hub passes our own look, but for the base that whoever builds it names", async () => {
  using home = temporaryFolder();
  const ran = await runWaybill(home.path, ["config", DEPLOY, "--offline", "--format", "json"]);
  const { findings, coverage } = reportOf(ran);
  expect(findings).toEqual([]);
  const read = coverage.find(({ analyzer }) => analyzer === "config/kubernetes");
  expect(read?.examined["objects"]).toBeGreaterThanOrEqual(3);
  expect(coverage.flatMap(({ gaps }) => gaps.map(({ reason }) => reason))).toEqual([
    expect.stringContaining("NODE_IMAGE"),
  ]);
});
