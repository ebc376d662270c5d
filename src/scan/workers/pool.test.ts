import { afterAll, expect, test } from "vitest";
import { createNetwork } from "../../connect/network.ts";
import { DEFAULT_LIMITS } from "../../core/limits.ts";
import type { Stratum } from "../../core/source.ts";
import { openTarget } from "../../sources/index.ts";
import { buildImage, writeOciLayout } from "../../testing/image-builder.ts";
import { temporaryFolder } from "../../testing/temporary-folder.ts";
import { ANALYZERS } from "../every-room.ts";
import { lookThroughAll } from "./pool.ts";

const folder = temporaryFolder();
afterAll(() => folder[Symbol.dispose]());

const READERS = ANALYZERS.flatMap(({ readers }) => readers);

/** Six layers with a package each, said to be so heavy that threads are worth their start. */
async function heavyStrata(): Promise<readonly Stratum[]> {
  const layers = Array.from({ length: 6 }, (_, n) => {
    const manifest = JSON.stringify({ name: `part-${n}`, version: `1.0.${n}` });
    return { items: [{ path: `app/node_modules/part-${n}/package.json`, content: manifest }] };
  });
  writeOciLayout(folder.path, [{ image: buildImage({ layers }), tag: "1" }]);
  const opened = await openTarget(`oci:${folder.path}`, {
    network: createNetwork({ offline: true, hosts: [] }),
    cacheDirectory: folder.path,
    limits: DEFAULT_LIMITS,
    history: false,
  });
  return opened.strata.map((stratum) => ({ ...stratum, weight: 64 * 1024 * 1024 }));
}

function look(strata: readonly Stratum[], jobs: number, more: { signal?: AbortSignal; onSeen?: () => void } = {}) {
  const context = { target: "image", identityKey: "", explain: false } as const;
  return lookThroughAll({ strata, readers: READERS, context, limits: DEFAULT_LIMITS, jobs, ...more });
}

test("the same is seen in the same order, whatever the number of threads", async () => {
  const strata = await heavyStrata();
  const alone = await look(strata, 1);
  expect(alone.map(({ walked }) => walked.entries)).toEqual([1, 1, 1, 1, 1, 1]);
  expect(JSON.stringify(alone)).toContain("part-5");
  let seen = 0;
  const shared = await look(strata, 3, { onSeen: () => seen++ });
  expect(JSON.stringify(shared)).toBe(JSON.stringify(alone));
  expect(seen).toBe(6);
});

test("an abort ends the threads and is the reason that is given", async () => {
  const reason = new Error("enough");
  const controller = new AbortController();
  const looking = look(await heavyStrata(), 2, { signal: controller.signal, onSeen: () => controller.abort(reason) });
  await expect(looking).rejects.toThrow("enough");
});

test("what a thread cannot open is an error here", async () => {
  const strata = (await heavyStrata()).map((stratum) => ({
    ...stratum,
    locator: { ...stratum.locator, file: `${folder.path}/missing` },
  }));
  await expect(look(strata, 2)).rejects.toThrow("ENOENT");
});
