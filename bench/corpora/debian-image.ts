import { execFileSync } from "node:child_process";
import { createHash, type Hash } from "node:crypto";
import {
  createReadStream,
  createWriteStream,
  existsSync,
  mkdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { buildTar } from "../../src/testing/tar-builder.ts";
import { applicationFiles } from "./application.ts";

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
  const blobs = join(folder, "blobs", "sha256");
  mkdirSync(blobs, { recursive: true });
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
  const layers = [await pack(root, blobs), await pack(application, blobs)];
  writeLayout(folder, blobs, layers);
  for (const file of [root, application]) rmSync(file);
  return folder;
}

interface Packed {
  readonly digest: string;
  readonly diffId: string;
  readonly size: number;
}

async function pack(tar: string, blobs: string): Promise<Packed> {
  const [packed, unpacked] = [createHash("sha256"), createHash("sha256")];
  const target = join(blobs, "being-written");
  await pipeline(
    createReadStream(tar),
    through(unpacked),
    createGzip({ level: 6 }),
    through(packed),
    createWriteStream(target),
  );
  const digest = packed.digest("hex");
  renameSync(target, join(blobs, digest));
  return {
    digest: `sha256:${digest}`,
    diffId: `sha256:${unpacked.digest("hex")}`,
    size: statSync(join(blobs, digest)).size,
  };
}

function through(hash: Hash) {
  return async function* (chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const chunk of chunks) {
      hash.update(chunk);
      yield chunk;
    }
  };
}

function writeLayout(folder: string, blobs: string, layers: readonly Packed[]): void {
  const config = put(blobs, {
    created: "2026-01-01T00:00:00Z",
    architecture: "amd64",
    os: "linux",
    config: { User: "10001", Cmd: ["node", "/app/server.js"], WorkingDir: "/app", ExposedPorts: { "8080/tcp": {} } },
    rootfs: { type: "layers", diff_ids: layers.map(({ diffId }) => diffId) },
    history: [{ created_by: `mmdebstrap ${SUITE}` }, { created_by: "COPY app /app" }],
  });
  const manifest = put(blobs, {
    schemaVersion: 2,
    mediaType: "application/vnd.oci.image.manifest.v1+json",
    config: { mediaType: "application/vnd.oci.image.config.v1+json", ...config },
    layers: layers.map(({ digest, size }) => ({
      mediaType: "application/vnd.oci.image.layer.v1.tar+gzip",
      digest,
      size,
    })),
  });
  const annotations = { "org.opencontainers.image.ref.name": "latest" };
  const entry = { mediaType: "application/vnd.oci.image.manifest.v1+json", ...manifest, annotations };
  writeFileSync(join(folder, "oci-layout"), JSON.stringify({ imageLayoutVersion: "1.0.0" }));
  writeFileSync(join(folder, "index.json"), JSON.stringify({ schemaVersion: 2, manifests: [entry] }));
}

function put(blobs: string, value: unknown): { digest: string; size: number } {
  const bytes = Buffer.from(JSON.stringify(value));
  const hex = createHash("sha256").update(bytes).digest("hex");
  writeFileSync(join(blobs, hex), bytes);
  return { digest: `sha256:${hex}`, size: bytes.length };
}
