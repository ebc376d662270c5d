import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { git } from "../../demo/git.ts";
import { buildImages } from "../../demo/images.ts";
import { SECRETS } from "../../demo/secrets.ts";
import { makeShop } from "../../demo/shop-repository.ts";
import { ROOMS } from "../../src/core/room.ts";
import { hasOpenBao } from "../../src/testing/openbao.ts";
import { temporaryFolder } from "../../src/testing/temporary-folder.ts";

const DEMO = join(import.meta.dirname, "..", "..", "demo", "run.ts");

/** Each step, and words that only its commands can have printed. */
const STEPS: readonly (readonly [title: string, ...printed: string[]])[] = [
  ["Advisories from files", "7 records from 3 feeds", "CISA KEV"],
  [
    "The repository, with its history",
    "flatmap-stream 0.1.1 out of package-lock.json",
    "config/payment.env:1 @ ",
    "cluster-admin",
  ],
  [
    "The image that runs today",
    "the image claims a base whose layers it does not have",
    "CVE-2023-4911 is known to be exploited",
    "a later layer deletes the file",
    "2 signs of mining",
    "usr/bin/openssl differs from the package openssl",
  ],
  ["Do the doors ask who you are?", "gives the names of 3", "access/open-endpoint"],
  ["The gate refuses", "✗ oci:image is refused"],
  ["What can be mended: first as a diff", "+      - uses: acme/setup-shop@", "+FROM 127.0.0.1:"],
  ["Mended, and proven", "6 edits made and proven", "finding gone, nothing new"],
  ["The credential moves into a vault"],
  ["What is left", "0 components"],
  ["The gate opens", "✓ oci:rebuilt passes", "waived by ines until"],
  ["A report to hand on", "--output report.html"],
];

async function tell(): Promise<{ status: unknown; output: string; folder: string }> {
  return await new Promise((resolve) => {
    execFile(process.execPath, [DEMO], { timeout: 110_000 }, (fault, stdout, stderr) => {
      const folder = /^in (\/.*waybill-demo-\w+)$/m.exec(stdout)?.[1] ?? "";
      resolve({ status: fault?.code ?? 0, output: stdout + stderr, folder });
    });
  });
}

describe("the demo", () => {
  test("is told to the end, in order, without a value of a secret, and leaves nothing", {
    timeout: 120_000,
  }, async () => {
    const { status, output, folder } = await tell();
    expect({ status, output }).toMatchObject({ status: 0, output: expect.stringContaining("✓ told to the end") });
    let rest = output;
    for (const [title, ...printed] of STEPS) {
      const at = rest.indexOf(`. ${title} ──`);
      expect(at, `${title} was not reached`).toBeGreaterThan(-1);
      rest = rest.slice(at);
      const chapter = rest.slice(0, rest.indexOf("\n── ") === -1 ? undefined : rest.indexOf("\n── "));
      for (const words of printed) expect(chapter, title).toContain(words);
    }
    expect(output).toContain(hasOpenBao() ? "stored as version 1 and read back" : "Left out: there is no OpenBao");
    for (const room of ROOMS) expect(output).toContain(`${room}/`);
    for (const value of Object.values(SECRETS)) expect(output).not.toContain(value);
    expect(folder).not.toBe("");
    expect(existsSync(folder)).toBe(false);
  });

  test("the same shop has the same commits, whoever builds it", () => {
    const places = { registry: "127.0.0.1:1", mirror: "127.0.0.1:2", prometheus: "127.0.0.1:3" };
    const heads = [0, 1].map(() => {
      using folder = temporaryFolder();
      makeShop(join(folder.path, "shop"), buildImages(), places);
      return git(join(folder.path, "shop"), ["rev-parse", "HEAD"]);
    });
    expect(heads[0]).toMatch(/^[0-9a-f]{40}$/);
    expect(heads[1]).toBe(heads[0]);
  });
});
