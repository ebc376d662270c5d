import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { posix } from "node:path";
import { WaybillError } from "../../core/errors.ts";
import type { Limits } from "../../core/limits.ts";
import type { Entry } from "../../core/source.ts";
import { codeOf, insideRoot, openRegular } from "../files/inside.ts";
import { TarScan } from "../tar/tar-scan.ts";
import type { StoredBytes } from "./unpack.ts";

/** The files of an image's form, a folder or an archive, found by name without reading the large ones. */
export interface ImageFiles {
  /** What stands in messages. */
  readonly name: string;
  locate(path: string): StoredBytes | undefined;
}

/** @throws WaybillError `sources/image-file-missing`, `sources/image-file-too-large` */
export function readImageFile(files: ImageFiles, path: string, limit: number): Buffer {
  const stored = files.locate(path);
  if (stored === undefined) {
    throw new WaybillError(
      "sources/image-file-missing",
      `${files.name} has no ${path}, which its image needs.`,
      "The image was not written whole: save or copy it again.",
    );
  }
  if (stored.size > limit) {
    throw new WaybillError(
      "sources/image-file-too-large",
      `${path} in ${files.name} has ${stored.size} bytes, and only ${limit} are read of such a file.`,
      "No builder writes such a file: find out where the image comes from.",
    );
  }
  return readStored(stored);
}

function readStored({ file, offset, size }: StoredBytes): Buffer {
  using open = openRegular(file);
  const bytes = Buffer.alloc(size);
  let filled = 0;
  while (filled < size) {
    const count = readSync(open.descriptor, bytes, filled, size - filled, offset + filled);
    if (count === 0) break;
    filled += count;
  }
  return bytes.subarray(0, filled);
}

/** A folder. Links are not followed. */
export function filesOfFolder(root: string): ImageFiles {
  const inside = insideRoot(root);
  return {
    name: root,
    locate(path) {
      const file = inside.locate(path);
      if (file === undefined) return undefined;
      try {
        using open = openRegular(file);
        return { file, offset: 0, size: open.stats.size };
      } catch (fault) {
        if (codeOf(fault) === undefined) throw fault;
        return undefined; // told by whoever needs the file
      }
    },
  };
}

const CHUNK = 64 * 1024;

/** Links inside an archive that are followed, as older `docker save` wrote them for layers that repeat. */
const MOST_LINKS = 4;

/** An uncompressed archive: only its headers are read here. @throws WaybillError `sources/broken-archive` */
export function filesOfArchive(file: string, limits: Limits): ImageFiles {
  const { found, links } = indexArchive(file, limits);
  return {
    name: file,
    locate(path) {
      let name = path;
      for (let hops = 0; hops < MOST_LINKS; hops++) {
        const stored = found.get(name);
        if (stored !== undefined) return stored;
        const next = links.get(name);
        if (next === undefined) return undefined;
        name = next;
      }
      return undefined;
    },
  };
}

interface ArchiveIndex {
  readonly found: Map<string, StoredBytes>;
  readonly links: Map<string, string>;
}

function indexArchive(file: string, limits: Limits): ArchiveIndex {
  const found = new Map<string, StoredBytes>();
  const links = new Map<string, string>();
  const gaps: string[] = [];
  const note = (entry: Entry, offset: number) => {
    if (entry.type === "file") found.set(entry.path, { file, offset, size: entry.size });
    if (entry.type === "hardlink") links.set(entry.path, entry.linkTo ?? "");
    if (entry.type === "symlink") links.set(entry.path, posix.join(posix.dirname(entry.path), entry.linkTo ?? ""));
  };
  const scan: TarScan = new TarScan(
    {
      want: (entry) => {
        note(entry, scan.contentStart);
        return "nothing";
      },
      whole: () => {},
      stream: () => ({ push: () => false, end: () => {} }),
      gap: ({ where, reason }) => {
        if (gaps.length < 10) gaps.push(`${where}: ${reason}`);
      },
    },
    limits,
  );
  scanWithSeeks(file, scan);
  if (scan.stopped || found.size === 0) throw brokenArchive(file, gaps[0] ?? "it holds no files");
  return { found, links };
}

function scanWithSeeks(file: string, scan: TarScan): void {
  const descriptor = openSync(file, "r");
  try {
    const { size } = fstatSync(descriptor);
    const buffer = Buffer.allocUnsafeSlow(CHUNK);
    let position = 0;
    while (position < size) {
      const count = readSync(descriptor, buffer, 0, CHUNK, position);
      if (count === 0 || !scan.push(buffer.subarray(0, count))) break;
      position += count;
      const skippable = Math.min(scan.skippable, Math.max(0, size - position));
      scan.skip(skippable);
      position += skippable;
    }
    scan.end();
  } finally {
    closeSync(descriptor);
  }
}

function brokenArchive(file: string, why: string): WaybillError {
  return new WaybillError(
    "sources/broken-archive",
    `${file} is no archive of an image: ${why}.`,
    "Save the image again with `docker save` or `skopeo copy`; a packed one (.tar.gz) is to be unpacked with gunzip first.",
  );
}
