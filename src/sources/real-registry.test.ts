import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { createNetwork } from "../connect/network.ts";
import { createRegistry } from "../connect/oci/index.ts";
import { DEFAULT_LIMITS } from "../core/limits.ts";
import { dockerRegistry, hasDockerRegistry } from "../testing/docker-registry.ts";
import { buildImage } from "../testing/image-builder.ts";
import { recordingVisitor } from "../testing/recording-visitor.ts";
import { temporaryFolder } from "../testing/temporary-folder.ts";
import { openTarget, walkStratum } from "./index.ts";

test.skipIf(!hasDockerRegistry())("an image pushed to Debian's registry is pulled with the same bytes", async () => {
  await using server = await dockerRegistry();
  const noise = randomBytes(2 * 1024 * 1024).toString("base64");
  const image = buildImage({
    layers: [
      { items: [{ path: "etc/os-release", content: "ID=test" }] },
      { items: [{ path: "noise", content: noise }], compression: "zstd" },
      { items: [{ path: "plain", content: "p" }], compression: "none" },
    ],
  });
  await server.push("team/app:1", image);
  using cache = temporaryFolder();
  const network = createNetwork({ offline: false, hosts: [] });
  const opened = await openTarget(`${server.host}/team/app:1`, {
    network,
    cacheDirectory: cache.path,
    limits: DEFAULT_LIMITS,
  });
  const visitor = recordingVisitor();
  for (const stratum of opened.strata) await walkStratum(stratum, visitor, DEFAULT_LIMITS);
  expect(opened.target.digest).toBe(image.digest);
  expect([...visitor.files.keys()]).toEqual(["etc/os-release", "noise", "plain"]);
  expect(visitor.files.get("noise")).toBe(noise);
  expect(visitor.gaps).toEqual([]);

  const registry = createRegistry({ registry: server.host, repository: "team/app" }, { network });
  expect(await registry.headManifest("1")).toBe(image.digest);
  await expect(registry.manifest("2")).rejects.toMatchObject({ code: "oci/not-found" });
  const [, noisy] = image.layers;
  const part = await registry.blob(noisy?.digest ?? "", 1000);
  expect([part.status, (await part.bytes()).equals(noisy?.blob.subarray(1000) ?? Buffer.alloc(0))]).toEqual([
    206,
    true,
  ]);
});
