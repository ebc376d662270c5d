import { closeSync, constants, fstatSync, openSync, realpathSync, type Stats } from "node:fs";
import { dirname, join } from "node:path";

/** Opens files below one root, and never what lies outside of it, whatever links the tree holds. */
export interface InsideRoot {
  /** The path in the file system, when no folder on the way is a link; undefined otherwise. */
  locate(path: string): string | undefined;
}

export function insideRoot(root: string): InsideRoot {
  const real = realpathSync(root);
  const folders = new Map<string, boolean>();
  return {
    locate(path) {
      const folder = dirname(path);
      let isInside = folders.get(folder);
      if (isInside === undefined) {
        isInside = isRealFolder(join(real, folder));
        folders.set(folder, isInside);
      }
      return isInside ? join(real, path) : undefined;
    },
  };
}

function isRealFolder(folder: string): boolean {
  try {
    return realpathSync(folder) === folder;
  } catch (fault) {
    if (codeOf(fault) === undefined) throw fault;
    return false; // the file itself is then found missing, and told
  }
}

/** A regular file that is open. */
export interface OpenDescriptor extends Disposable {
  readonly descriptor: number;
  readonly stats: Stats;
}

/** @throws a system error, also for what is no regular file: `ELOOP` for a link, `EINVAL` for a device or pipe */
export function openRegular(file: string): OpenDescriptor {
  const descriptor = openSync(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  const stats = fstatSync(descriptor);
  if (!stats.isFile()) {
    closeSync(descriptor);
    throw Object.assign(new Error("not a regular file"), { code: "EINVAL", syscall: "open" });
  }
  return { descriptor, stats, [Symbol.dispose]: () => closeSync(descriptor) };
}

/** `ENOENT`, `EACCES` … of a system error; undefined for any other. */
export function codeOf(fault: unknown): string | undefined {
  if (!(fault instanceof Error) || !("syscall" in fault) || !("code" in fault)) return undefined;
  return typeof fault.code === "string" ? fault.code : undefined;
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: "permission denied",
  EPERM: "permission denied",
  ENOENT: "it was gone when it was to be read",
  ELOOP: "it became a link while it was to be read",
  EINVAL: "it is not a regular file",
  EIO: "the disk could not read it",
};

/** Why a file could not be read, in words; throws on what is no system error. */
export function reasonOf(fault: unknown): string {
  const code = codeOf(fault);
  if (code === undefined) throw fault;
  return REASONS[code] ?? `it could not be read: ${code}`;
}
