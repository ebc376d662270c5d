import { execFileSync } from "node:child_process";
import { createReadStream, createWriteStream, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { buildTar } from "../../src/testing/tar-builder.ts";
import { applicationFiles } from "./application.ts";
import { blobPath, describeLayer, type StoredLayer, writeLayout } from "./layout.ts";

/** What a fat service image of a real company holds: two languages, a Java, a web server, git, a tool for pictures. */
const PACKAGES =
  "nodejs,npm,python3-pip,default-jre-headless,nginx,git,imagemagick,postgresql-client,etcd-client,cmake,vim";

const SUITE = "bookworm";

/**
 * An OCI layout with a Debian root file system (mmdebstrap, through this machine's own apt settings) and a made-up
 * application above it, both gzip layers. Takes some minutes the first time; later calls answer what is there.
 * Debian moves on, so two machines need not have the same image: results name its digest.
 */
export async function debianImage(folder: string): Promise<string> {
  if (existsSync(join(folder, "index.json"))) return folder;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(folder, "blobs", "sha256"), { recursive: true });
  const root = join(folder, "root.tar");
  execFileSync("nice", [
    "-n",
    "10",
    "mmdebstrap",
    "--quiet",
    "--variant=apt",
    `--include=${PACKAGES}`,
    "--format=tar",
    SUITE,
    root,
  ]);
  const application = join(folder, "application.tar");
  writeFileSync(application, buildTar(applicationFiles(300)));
  const layers = [await pack(root, folder), await pack(application, folder)];
  writeLayout(folder, { config: CONFIG, layers });
  for (const file of [root, application]) rmSync(file);
  return folder;
}

const CONFIG = {
  created: "2026-01-01T00:00:00Z",
  architecture: "amd64",
  os: "linux",
  config: { User: "10001", Cmd: ["node", "/app/server.js"], WorkingDir: "/app", ExposedPorts: { "8080/tcp": {} } },
  history: [{ created_by: `mmdebstrap ${SUITE}` }, { created_by: "COPY app /app" }],
};

async function pack(tar: string, folder: string): Promise<StoredLayer> {
  const packed = `${tar}.gz`;
  await pipeline(createReadStream(tar), createGzip({ level: 6 }), createWriteStream(packed));
  const layer = await describeLayer(packed);
  renameSync(packed, blobPath(folder, layer.digest));
  return layer;
}
