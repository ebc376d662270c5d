import { randomUUID } from "node:crypto";
import {
  chownSync,
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  fsyncSync,
  lstatSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  type Stats,
  writeSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { WaybillError } from "../../core/errors.ts";

/** Greatest file that is edited. */
const GREATEST = 16 * 1024 * 1024;

/** The tree that is mended: reads and replaces files below its root and nowhere else. */
export interface Tree {
  readonly root: string;
  /** @throws WaybillError `fix/outside`, `fix/no-file` */
  read(path: string): Buffer;
  /**
   * Puts `after` in the place of `before`: whole or not at all, with the file's mode and owner.
   * @throws WaybillError `fix/changed-meanwhile` when the file no longer holds `before`
   */
  replace(path: string, before: Buffer, after: Buffer): void;
}

/** @param root absolute path of a folder; what leads to it is the person's own choice and may hold links */
export function openTree(root: string): Tree {
  const read = (path: string): { bytes: Buffer; stat: Stats } => {
    const file = locate(root, path);
    const handle = openFile(file, path);
    try {
      const stat = fstatSync(handle);
      if (!stat.isFile() || stat.size > GREATEST) throw noFile(path);
      return { bytes: readFileSync(handle), stat };
    } finally {
      closeSync(handle);
    }
  };
  return {
    root,
    read: (path) => read(path).bytes,
    replace(path, before, after) {
      const { bytes, stat } = read(path);
      if (!bytes.equals(before)) throw changedMeanwhile(path);
      writeBeside(locate(root, path), after, stat);
    },
  };
}

/** The absolute path, when neither a part of it nor the file itself is a link. */
function locate(root: string, path: string): string {
  const parts = path.split("/");
  if (path.includes("\0") || parts.some((part) => part === "" || part === "." || part === "..")) throw outside(path);
  let folder = root;
  for (const part of parts.slice(0, -1)) {
    folder = join(folder, part);
    if (!statOf(folder, path).isDirectory()) throw outside(path);
  }
  const file = join(folder, parts.at(-1) ?? "");
  if (statOf(file, path).isSymbolicLink()) throw outside(path);
  return file;
}

function statOf(file: string, path: string): Stats {
  try {
    return lstatSync(file);
  } catch (fault) {
    throw noFile(path, fault);
  }
}

function openFile(file: string, path: string): number {
  try {
    return openSync(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (fault) {
    throw noFile(path, fault);
  }
}

function writeBeside(file: string, bytes: Buffer, { mode, uid, gid }: Stats): void {
  const partial = join(dirname(file), `.${basename(file).slice(0, 64)}.${randomUUID()}.partial`);
  try {
    const handle = openSync(partial, "wx", 0o600);
    try {
      for (let at = 0; at < bytes.length; ) at += writeSync(handle, bytes, at);
      const made = fstatSync(handle);
      if (made.uid !== uid || made.gid !== gid) chownSync(partial, uid, gid);
      fchmodSync(handle, mode & 0o7777);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    renameSync(partial, file);
  } catch (fault) {
    rmSync(partial, { force: true });
    throw fault;
  }
}

function outside(path: string): WaybillError {
  return new WaybillError(
    "fix/outside",
    `${path} is a link or leads out of the folder, and is not written.`,
    "Mend the file that it leads to, by naming the folder it lies in.",
  );
}

function noFile(path: string, cause?: unknown): WaybillError {
  return new WaybillError(
    "fix/no-file",
    `${path} is no file of at most 16 MiB that can be read.`,
    "Run it again if it was moved meanwhile.",
    { cause },
  );
}

function changedMeanwhile(path: string): WaybillError {
  return new WaybillError(
    "fix/changed-meanwhile",
    `${path} was changed by somebody else meanwhile, and is left as it is.`,
    "Run it again.",
  );
}
