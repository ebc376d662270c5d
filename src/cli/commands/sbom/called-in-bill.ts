import { basename, resolve } from "node:path";
import type { Target } from "../../../core/target.ts";

const FOLDERS: ReadonlySet<Target["kind"]> = new Set(["directory", "git", "rootfs"]);

/**
 * A target as a bill calls it: by the name that was asked for, else a folder by its own name. A bill of `.` would say
 * nothing to those who get it, and two of them would be one.
 */
export function calledInBill(target: Target, name?: unknown): Target {
  if (typeof name === "string" && name !== "") return { ...target, ref: name };
  if (!FOLDERS.has(target.kind)) return target;
  const folder = basename(resolve(target.ref.replace(/^(?:dir|git|rootfs):/, "")));
  return { ...target, ref: folder || target.ref };
}
