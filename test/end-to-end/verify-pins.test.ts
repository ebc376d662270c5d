import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { gitRepository } from "../../src/testing/git-repository.ts";
import { reportOf, runWaybill } from "../../src/testing/run-waybill.ts";
import { temporaryFolder } from "../../src/testing/temporary-folder.ts";

const workflow = (...uses: readonly string[]) =>
  `on: push\npermissions: {}\njobs:\n  a:\n    runs-on: ubuntu-24.04\n    steps:\n${uses.map((one) => `      - uses: ${one}\n`).join("")}`;

/** A forge of one action, with a commit that no branch or tag leads to, and a project. */
function house() {
  const folder = temporaryFolder();
  using action = gitRepository();
  const first = action.commit("first", { "action.yml": "a" });
  action.git("tag", "v1.0.0");
  const second = action.commit("second", { "action.yml": "b" });
  action.git("tag", "v1.1.0");
  const third = action.commit("third", { "action.yml": "c" });
  action.git("reset", "--quiet", "--hard", second);
  action.git("update-ref", "refs/pull/7/head", third);
  mkdirSync(join(folder.path, "forge", "acme"), { recursive: true });
  action.git("clone", "--quiet", "--mirror", ".", join(folder.path, "forge", "acme", "build"));
  writeFileSync(join(folder.path, "waybill.yaml"), `workflows: { forge: ${join(folder.path, "forge")} }\n`);
  return { folder, first, second, third };
}

const WORDS = ["workflows", "project", "--format", "json", "--only", "workflows/pins"];

test("a commit of nobody's branch is an impostor, and a comment that names another version is said", async () => {
  const { folder, first, second, third } = house();
  using _ = folder;
  folder.write({
    "project/.github/workflows/a.yml": workflow(
      `acme/build@${second} # v1.1.0`,
      `acme/build@${first} # v1.1.0`,
      `acme/build/sub@${third} # v1.1.0`,
    ),
  });
  const run = await runWaybill(folder.path, [...WORDS, "--verify-pins", "--offline"]);
  const report = reportOf(run);
  const found = report.findings.map(
    ({ rule, locations }) => `${rule.slice("workflows/".length)} ${locations[0]?.line}`,
  );
  expect(found.sort()).toEqual(["impostor-commit 9", "other-version 8", "other-version 9"]);
  expect(report.coverage.find(({ analyzer }) => analyzer === "workflows/pins")).toMatchObject({
    status: "complete",
    examined: { pins: 3, repositories: 1 },
  });
});

test("what was found to be its own is remembered, and what was not is asked again", async () => {
  const { folder, first, third } = house();
  using _ = folder;
  const action = join(folder.path, "forge", "acme", "build");
  folder.write({ "project/.github/workflows/a.yml": workflow(`acme/build@${first}`, `acme/build@${third}`) });
  const found = async () =>
    reportOf(await runWaybill(folder.path, [...WORDS, "--verify-pins", "--cache", "cache"])).findings.map(
      ({ locations }) => locations[0]?.line,
    );
  expect(await found()).toEqual([8]);
  execFileSync("git", ["--git-dir", action, "update-ref", "-d", "refs/tags/v1.0.0"]);
  expect(await found()).toEqual([8]);
  execFileSync("git", ["--git-dir", action, "update-ref", "refs/heads/side", third]);
  expect(await found()).toEqual([]);
});

test("unless it is asked for, no repository is asked; what cannot be asked is unobservable", async () => {
  const { folder, first } = house();
  using _ = folder;
  folder.write({ "project/.github/workflows/a.yml": workflow(`acme/gone@${first}`) });
  const coverageOf = async (...more: readonly string[]) =>
    reportOf(await runWaybill(folder.path, [...WORDS, ...more])).coverage.find(
      (one) => one.analyzer === "workflows/pins",
    );
  expect(await coverageOf()).toMatchObject({ status: "notApplicable" });
  expect(await coverageOf("--verify-pins")).toMatchObject({
    status: "unobservable",
    gaps: [{ where: ".github/workflows/a.yml:7", reason: expect.stringContaining("acme/gone was not asked") }],
  });
});
