import { createHash } from "node:crypto";
import { createReadStream, existsSync, readFileSync, statSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { Workbench } from "./bench.ts";
import { rootFileSystem } from "./corpora/image-forms.ts";
import { blobPath } from "./corpora/layout.ts";
import { run } from "./measure.ts";
import { purlsIn } from "./results.ts";

/**
 * The same bytes as an OCI layout, a docker archive, from a registry on this machine, and as a root file system.
 * @throws when one of them gives another list of package URLs
 */
export async function sameFromEveryForm(
  layout: string,
  archive: string,
  forms: string,
  bench: Workbench,
): Promise<string> {
  await using registry = await serveLayout(layout);
  const targets = [
    `oci:${layout}`,
    `docker-archive:${archive}`,
    `registry:${registry.host}/team/app:latest`,
    `rootfs:${rootFileSystem(layout, join(forms, "debian-image.root"))}`,
  ];
  const sums: string[] = [];
  for (const target of targets) {
    const output = join(bench.scratch, "form.cdx.json");
    await run(bench.ours(["sbom", target, "--output", output], { output }));
    const purls = [...purlsIn(output)].sort();
    sums.push(`${createHash("sha256").update(purls.join("\n")).digest("hex")} (${purls.length})`);
  }
  if (new Set(sums).size !== 1) throw new Error(`the forms give different lists:\n${sums.join("\n")}`);
  return `From ${targets.length} forms of the same bytes (OCI layout, docker archive, registry on loopback, root file system): one list of package URLs, SHA-256 ${sums[0]}.`;
}

/** A registry that gives out one layout, as far as the distribution specification asks for a pull. */
async function serveLayout(layout: string): Promise<{ host: string } & AsyncDisposable> {
  const { manifests } = JSON.parse(readFileSync(join(layout, "index.json"), "utf8")) as {
    manifests: [{ digest: string; mediaType: string }];
  };
  const [{ digest, mediaType }] = manifests;
  const server = createServer(({ url = "", method }, response) => {
    const asked = /^\/v2\/team\/app\/(?:manifests|blobs)\/(latest|sha256:[0-9a-f]{64})$/.exec(url)?.[1];
    const wanted = asked === "latest" ? digest : asked;
    const file = wanted === undefined ? "" : blobPath(layout, wanted);
    if (wanted === undefined || !existsSync(file)) {
      response.writeHead(url === "/v2/" ? 200 : 404).end();
      return;
    }
    response.writeHead(200, {
      "content-type": wanted === digest ? mediaType : "application/octet-stream",
      "content-length": statSync(file).size,
      "docker-content-digest": wanted,
    });
    if (method === "HEAD") response.end();
    else createReadStream(file).pipe(response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
