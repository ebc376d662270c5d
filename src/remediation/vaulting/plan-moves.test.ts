import { describe, expect, test } from "vitest";
import { applyEdits, Lines } from "../../documents/text.ts";
import { temporaryFolder } from "../../testing/temporary-folder.ts";
import { openTree } from "../edits/tree.ts";
import type { FoundCredential, VaultSettings } from "./consumer.ts";
import { planMoves } from "./plan-moves.ts";

const VALUE = "S3cret+Value/of=Tests";
const SETTINGS: VaultSettings = {
  mount: "secret",
  program: "vault",
  loginPath: "jwt",
  address: "https://vault.example:8200",
  role: "deploy",
};

/** Moves every place of the value in one file; answers the new text, or the reasons why not. */
async function move(path: string, marked: string, settings = SETTINGS): Promise<string> {
  const text = marked.replaceAll("▶", VALUE);
  using folder = temporaryFolder({ [path]: text });
  const credentials = [...text.matchAll(/S3cret\+Value\/of=Tests/g)].map(({ index, 0: value }): FoundCredential => {
    const start = Buffer.byteLength(text.slice(0, index));
    const { line } = new Lines(text).position(index);
    return {
      id: "c0ffee",
      finding: "f",
      rule: "secrets/x",
      path,
      line,
      start,
      end: start + value.length,
      encoded: false,
    };
  });
  const { rewrites, left } = await planMoves(credentials, openTree(folder.path), settings);
  expect(JSON.stringify(rewrites.map(({ planned }) => planned)) + JSON.stringify(left)).not.toContain(VALUE);
  if (left.length > 0) return left.map(({ reason }) => reason).join("; ");
  expect(rewrites.flatMap(({ moves }) => moves.map(({ value }) => value))).toEqual(credentials.map(() => VALUE));
  return applyEdits(
    Buffer.from(text),
    rewrites.flatMap(({ planned }) => planned.plan.edits),
  ).toString();
}

const READ = '"$(vault kv get -mount=secret -field=value waybill/c0ffee)"';

describe("shell scripts", () => {
  test.each([
    ["TOKEN=▶\nrun\n", `TOKEN=${READ}\nrun\n`],
    [
      "#!/bin/sh\n# ä\nif true; then\n\tTOKEN='▶' # mine\nfi\n",
      `#!/bin/sh\n# ä\nif true; then\n\tTOKEN=${READ} # mine\nfi\n`,
    ],
    ['export TOKEN="▶"\r\nrun\r\n', `TOKEN=${READ}; export TOKEN\r\nrun\r\n`],
    ["export TOKEN=▶; run", `TOKEN=${READ}; export TOKEN; run`],
    ["#!/usr/bin/env bash\na=(1 2)\nreadonly T='▶'\n", `#!/usr/bin/env bash\na=(1 2)\nT=${READ}; readonly T\n`],
    ["A=▶\nB='▶'\n", `A=${READ}\nB=${READ}\n`],
  ])("%j becomes %j", async (before, after) => {
    expect(await move("deploy.sh", before)).toBe(after);
  });

  test("by its first line, and for OpenBao's program", async () => {
    const bao = { ...SETTINGS, program: "bao", mount: "team/kv" } as const;
    expect(await move("bin/deploy", "#!/bin/sh\nT=▶\n", bao)).toBe(
      '#!/bin/sh\nT="$(bao kv get -mount=team/kv -field=value waybill/c0ffee)"\n',
    );
  });

  test.each([
    ["curl -H 'Authorization: ▶' x\n", "variable on a line of its own"],
    ["TOKEN=▶ run\n", "a command follows"],
    ["TOKEN=▶&& run\n", "a command follows"],
    ['TOKEN="▶ more"\n', "part of a longer text"],
    ['TOKEN="pre▶"\n', "variable on a line of its own"],
    ["local TOKEN=▶\n", "variable on a line of its own"],
    ["TOKEN+=▶\n", "variable on a line of its own"],
    ["# TOKEN=▶\n", "variable on a line of its own"],
    ["cat <<E\nTOKEN=▶\nE\n", "the command that reads the credential is not there"],
    ["cat <<'E'\nTOKEN=▶\nE\n", "the command that reads the credential is not there"],
    ["x='\nTOKEN=▶\n'\n", "the command that reads the credential is not there"],
    ['ssh h "\nTOKEN=▶\nrun"\n', "another command than the intended one changed"],
  ])("%j is left: %s", async (script, reason) => {
    expect(await move("deploy.sh", script)).toContain(reason);
  });
});

describe("GitHub workflows", () => {
  const head = "on: push\npermissions: { contents: read }\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: one\n";
  const workflow = (text: string, settings = SETTINGS) => move(".github/workflows/w.yml", text, settings);

  test("a step's literal is read by a step before it, and the job may say who it is", async () => {
    const mended = await workflow(
      `${head}      # two\n      - run: two\n        env:\n          TOKEN: '▶' # mine\n          O: 1\n`,
    );
    const lines = mended.split("\n");
    expect(lines.slice(0, 11)).toEqual([
      "on: push",
      "permissions: { contents: read }",
      "jobs:",
      "  a:",
      "    permissions: { contents: read, id-token: write }",
      "    runs-on: x",
      "    steps:",
      "      - run: one",
      "      - name: Read credentials from the vault",
      "        id: waybill-vault",
      "        shell: bash",
    ]);
    expect(lines).toContain("          hand_on TOKEN waybill/c0ffee");
    expect(lines.slice(-6)).toEqual([
      "      # two",
      "      - run: two",
      "        env:",
      "          TOKEN: '${{ steps.waybill-vault.outputs.TOKEN }}' # mine",
      "          O: 1",
      "",
    ]);
  });

  test.each([
    ["      - { run: two, env: { TOKEN: ▶ } }\n", 'env: { TOKEN: "${{ steps.waybill-vault.outputs.TOKEN }}" }'],
    ["      - uses: o/a@v1\n        with:\n          my-key: ▶\n", "my-key: ${{ steps.waybill-vault.outputs.my_key }}"],
    [
      "      - id: waybill-vault\n      - env: { T: '▶' }\n        run: two\n",
      "'${{ steps.waybill-vault-2.outputs.T }}'",
    ],
    ["      - env: { A: '▶', B: '▶' }\n        run: two\n", "B: '${{ steps.waybill-vault.outputs.A }}'"],
  ])("%j: %s", async (steps, expected) => {
    expect(await workflow(head + steps)).toContain(expected);
  });

  test.each([
    ["permissions: { contents: read }", "permissions: {}", "permissions: { id-token: write }"],
    [
      "permissions: { contents: read }",
      "permissions:\n      packages: read",
      "permissions:\n      id-token: write\n      packages: read",
    ],
    ["permissions: write-all", "timeout-minutes: 5", "  a:\n    timeout-minutes: 5"],
  ])("%j and %j in the job", async (top, own, expected) => {
    const text = head.replace("permissions: { contents: read }", top).replace("    runs-on", `    ${own}\n    runs-on`);
    expect(await workflow(`${text}      - run: two\n        env: { T: '▶' }\n`)).toContain(expected);
  });

  const step = "      - run: two\n        env: { T: '▶' }\n";
  test.each([
    [head.replace("permissions: { contents: read }\n", "") + step, "declares no permissions"],
    [head.replace("{ contents: read }", "read-all") + step, "as one word"],
    [`env: { T: ▶ }\n${head}`, "in the env of the whole workflow"],
    [head.replace("    runs-on", "    env: { T: ▶ }\n    runs-on"), "in the env of the whole job"],
    [`${head}      - run: curl -u x:▶ y\n`, "inside a script"],
    [`${head}      - run: two\n        env: { T: 'x ▶' }\n`, "part of a longer text"],
    [head.replace("      - run: one\n", "      [{ run: two, env: { T: '▶' } }]\n"), "list with dashes"],
  ])("%j is left: %s", async (text, reason) => {
    expect(await workflow(text)).toContain(reason);
  });

  test("without a role or an address there is no way in", async () => {
    const { role: _, ...nobody } = SETTINGS;
    expect(await workflow(head + step, nobody)).toContain("--role");
    const { address: __, ...nowhere } = SETTINGS;
    expect(await workflow(head + step, nowhere)).toContain("--address");
  });
});

test("other files are named, not rewritten", async () => {
  expect(await move("app.py", "TOKEN = '▶'\n")).toContain("only shell scripts and GitHub workflows");
});

test.each([
  ["mount", "secret; rm -rf ."],
  ["mount", "a/../b"],
  ["role", 'x"}'],
  ["address", "https://vault$(id)"],
  ["namespace", "team`id`"],
])("a %s of %j is refused", async (name, value) => {
  await expect(move("a.sh", "T=▶\n", { ...SETTINGS, [name]: value })).rejects.toMatchObject({
    code: "vault/bad-setting",
  });
});
