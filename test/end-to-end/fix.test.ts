import { execFileSync } from "node:child_process";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { Maker } from "../../src/secrets/samples.ts";
import { fakeRegistry } from "../../src/testing/fake-registry.ts";
import { gitRepository } from "../../src/testing/git-repository.ts";
import { buildImage } from "../../src/testing/image-builder.ts";
import { runWaybill } from "../../src/testing/run-waybill.ts";
import { temporaryFolder } from "../../src/testing/temporary-folder.ts";

const CI = ".github/workflows/ci.yml";

/** A forge in a folder: `actions/checkout` with the tags v4 and v4.2.1 on one commit. */
function forge() {
  const source = gitRepository();
  const commit = source.commit("first", { "action.yml": "name: checkout\n" });
  for (const tag of ["v4", "v4.2.1"]) source.git("tag", "--annotate", tag, "--message", tag);
  source.git("clone", "--quiet", "--bare", ".", "forge/actions/checkout");
  return { path: join(source.path, "forge"), commit, [Symbol.dispose]: () => source[Symbol.dispose]() };
}

function workflow(image: string): string {
  return [
    "on: push",
    "permissions: { contents: read }",
    "jobs:",
    "  build:",
    "    runs-on: ubuntu-24.04",
    `    container: ${image}`,
    "    steps:",
    "      # get it",
    "      - uses: actions/checkout@v4",
    "      - run: make",
    "",
  ].join("\n");
}

async function prepared() {
  const registry = await fakeRegistry();
  const image = buildImage({ layers: [] });
  registry.offer("team/app:1", image);
  const name = `${registry.host}/team/app:1`;
  const repository = gitRepository();
  repository.git("config", "user.name", "Grace");
  repository.git("config", "user.email", "grace@example.com");
  repository.commit("first", { [CI]: workflow(name), Dockerfile: `FROM ${name}\nCMD ["run"]\n` });
  return {
    repository,
    host: registry.host,
    pinned: `${name}@${image.digest}`,
    async [Symbol.asyncDispose]() {
      repository[Symbol.dispose]();
      await registry[Symbol.asyncDispose]();
    },
  };
}

describe("waybill fix", () => {
  test("shows a plan that git applies, then carries it out and proves it, then has nothing left to do", async () => {
    using from = forge();
    using home = temporaryFolder();
    await using project = await prepared();
    const { repository, pinned, host } = project;
    const fix = (...more: string[]) =>
      runWaybill(home.path, ["fix", repository.path, "--forge", from.path, "--registry", host, ...more]);

    const plan = await fix();
    expect(plan).toMatchObject({ status: 1, stderr: expect.stringContaining("--apply") });
    expect(plan.stdout).toContain(`+      - uses: actions/checkout@${from.commit} # v4.2.1`);
    expect(repository.git("status", "--porcelain")).toBe("");
    execFileSync("git", ["apply", "--check", "-"], { cwd: repository.path, input: plan.stdout });

    const applied = await fix("--apply");
    expect(applied.stdout).toContain("proven: reads as expected, rest unchanged, finding gone, nothing new");
    expect(applied.status).toBe(0);
    expect(readFileSync(join(repository.path, CI), "utf8")).toBe(
      workflow(pinned).replace(
        "checkout@v4\n",
        `checkout@${from.commit} # v4.2.1\n        with:\n          persist-credentials: false\n`,
      ),
    );
    expect(readFileSync(join(repository.path, "Dockerfile"), "utf8")).toBe(`FROM ${pinned}\nCMD ["run"]\n`);

    expect(await fix("--apply")).toMatchObject({ status: 0, stdout: expect.stringContaining("nothing here") });
    expect(await fix("--suggestions", "--apply")).toMatchObject({ status: 0 });
    expect(readFileSync(join(repository.path, "Dockerfile"), "utf8")).toContain('USER 65532:65532\nCMD ["run"]');
  });

  test("a branch holds the changes, and the tree is as it was", async () => {
    using from = forge();
    using home = temporaryFolder();
    await using project = await prepared();
    const { repository, host } = project;
    const words = [
      "fix",
      repository.path,
      "--forge",
      from.path,
      "--registry",
      host,
      "--branch",
      "waybill/fixes",
      "--only",
      "workflows",
    ];
    const before = statSync(join(repository.path, CI)).mode;
    expect(await runWaybill(home.path, words)).toMatchObject({ status: 0 });
    expect(repository.git("status", "--porcelain")).toBe("");
    expect(statSync(join(repository.path, CI)).mode).toBe(before);
    expect(repository.git("diff", "--name-only", "main", "waybill/fixes")).toBe(CI);
    expect(repository.git("log", "-1", "--format=%B", "waybill/fixes")).toContain("Proven: reads as expected");
    expect(await runWaybill(home.path, words)).toMatchObject({ status: 2, stderr: expect.stringContaining("already") });
    expect(repository.git("status", "--porcelain")).toBe("");
  });

  test("offline, what needs an answer from outside is said to be left, the rest is done", async () => {
    using home = temporaryFolder();
    await using project = await prepared();
    const { repository } = project;
    const ran = await runWaybill(home.path, ["fix", repository.path, "--apply", "--offline"]);
    expect(ran.status).toBe(1);
    expect(ran.stdout).toContain("the run is offline");
    expect(repository.git("diff", "--stat")).toContain("1 file changed, 2 insertions(+)");
  });

  test("a credential beside an edit is in no output", async () => {
    const token = new Maker("beside an edit").withChecksum("ghp_");
    using home = temporaryFolder();
    using tree = temporaryFolder({
      [CI]: `${workflow("x").replace("    container: x\n", "")}        env: { PASSWORD: ${token} }\n`,
    });
    const ran = await runWaybill(home.path, ["fix", tree.path, "--offline"]);
    expect(ran.stdout).toContain("+          persist-credentials: false");
    expect(ran.stdout + ran.stderr).toContain("(secret)");
    expect(ran.stdout + ran.stderr).not.toContain(token);
  });

  test.each([
    [["fix", ".", "--only", "workflow"], 'called "workflow"'],
    [["fix", "oci:layout"], "layout"],
    [["fix", ".", "--branch", "x"], "no git repository"],
  ])("%j is refused", async (words, message) => {
    using home = temporaryFolder({ "a.txt": "a" });
    const ran = await runWaybill(home.path, words);
    expect(ran).toMatchObject({ status: 2, stdout: "", stderr: expect.stringContaining(message) });
  });
});
