import { execFileSync } from "node:child_process";
import {
  copyFileSync,
  createReadStream,
  createWriteStream,
  existsSync,
  mkdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { createGunzip, createGzip } from "node:zlib";
import { blobPath, describeLayer, readLayout, type StoredLayer, writeLayout } from "./layout.ts";

/** The image as `docker save` wrote it for long: a tar of layers that are not packed. Made once. */
export async function dockerArchive(layout: string, file: string): Promise<string> {
  if (existsSync(file)) return file;
  const { config, layers } = readLayout(layout);
  const parts = `${file}.parts`;
  mkdirSync(parts, { recursive: true });
  const names = layers.map((_, index) => `layer-${index}.tar`);
  for (const [index, { digest }] of layers.entries()) {
    const unpacked = createWriteStream(join(parts, names[index] ?? ""));
    await pipeline(createReadStream(blobPath(layout, digest)), createGunzip(), unpacked);
  }
  const rootfs = { type: "layers", diff_ids: layers.map(({ diffId }) => diffId) };
  writeFileSync(join(parts, "config.json"), JSON.stringify({ ...config, rootfs }));
  const manifest = [{ Config: "config.json", RepoTags: ["app:latest"], Layers: names }];
  writeFileSync(join(parts, "manifest.json"), JSON.stringify(manifest));
  execFileSync("tar", ["-cf", `${file}.part`, "-C", parts, "manifest.json", "config.json", ...names]);
  rmSync(parts, { recursive: true });
  renameSync(`${file}.part`, file);
  return file;
}

/** The image as the files that a container would see: layer upon layer, without what later ones remove. Made once. */
export function rootFileSystem(layout: string, folder: string): string {
  if (existsSync(folder)) return folder;
  const part = `${folder}.part`;
  rmSync(part, { recursive: true, force: true });
  mkdirSync(part, { recursive: true });
  for (const { digest } of readLayout(layout).layers) {
    const layer = blobPath(layout, digest);
    const names = execFileSync("tar", ["-tzf", layer], { encoding: "utf8", maxBuffer: 2 ** 28 }).split("\n");
    for (const mark of names.filter((name) => /(?:^|\/)\.wh\./.test(name))) {
      const hidden = mark.endsWith("/.wh..wh..opq") ? dirname(mark) : mark.replace(/(^|\/)\.wh\.([^/]+)$/, "$1$2");
      rmSync(join(part, hidden), { recursive: true, force: true });
    }
    execFileSync("tar", ["-xzf", layer, "-C", part, "--exclude=.wh.*", "--exclude=./dev/*", "--no-same-owner"]);
  }
  renameSync(part, folder);
  return folder;
}

/** The same image without what is above its lowest layer. */
export function baseAlone(layout: string, folder: string): string {
  const { config, layers } = readLayout(layout);
  const [base] = layers;
  if (base === undefined) throw new Error("an image without layers");
  mkdirSync(join(folder, "blobs", "sha256"), { recursive: true });
  copyFileSync(blobPath(layout, base.digest), blobPath(folder, base.digest));
  writeLayout(folder, { config: { ...config, history: [] }, layers: [base] });
  return folder;
}

/**
 * The same image with its content five times more in layers of its own, under names that are no package's: what a
 * service with large data looks like. Made once.
 */
export async function tallImage(layout: string, root: string, folder: string): Promise<string> {
  if (existsSync(join(folder, "index.json"))) return folder;
  const { config, layers } = readLayout(layout);
  mkdirSync(join(folder, "blobs", "sha256"), { recursive: true });
  for (const { digest } of layers) copyFileSync(blobPath(layout, digest), blobPath(folder, digest));
  const tall: StoredLayer[] = [...layers];
  for (let n = 0; n < 5; n++) {
    const [unpacked, file] = [join(folder, "being-written.tar"), join(folder, "being-written")];
    const names = ["--transform", `s,^\\.,srv/${n},`, "--transform", "s,$,.bin,rSH"];
    execFileSync("tar", ["-cf", unpacked, "-C", root, "--owner=0", "--group=0", ...names, "."]);
    await pipeline(createReadStream(unpacked), createGzip({ level: 1 }), createWriteStream(file));
    const layer = await describeLayer(file);
    renameSync(file, blobPath(folder, layer.digest));
    rmSync(unpacked);
    tall.push(layer);
  }
  writeLayout(folder, { config: { ...config, history: [] }, layers: tall });
  return folder;
}
