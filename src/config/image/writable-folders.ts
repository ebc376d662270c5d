import type { Layer } from "../../core/image.ts";
import { subject } from "../../core/subject.ts";
import type { ImageFolder, WorldWritableFolder } from "./facts.ts";

const EVERYBODY_WRITES = 0o002;
const STICKY = 0o1000;

/**
 * The folders of an image that anybody may write, as its uppermost layer that speaks of them has them. What lies in one such
 * folder is told with it: `chmod -R` is one deed.
 *
 * @param layers lowest first
 */
export function worldWritableFolders(folders: readonly ImageFolder[], layers: readonly Layer[]): WorldWritableFolder[] {
  const heights = new Map(layers.map(({ digest, diffId, index }) => [digest ?? diffId, index]));
  const heightOf = ({ at }: ImageFolder) => heights.get(at.layer ?? "") ?? -1;
  const uppermost = new Map<string, ImageFolder>();
  for (const folder of folders) {
    const other = uppermost.get(folder.path);
    if (other === undefined || heightOf(other) <= heightOf(folder)) uppermost.set(folder.path, folder);
  }
  const open = [...uppermost.values()]
    .filter(({ mode }) => (mode & EVERYBODY_WRITES) !== 0)
    .sort((a, b) => (a.path < b.path ? -1 : 1));
  const told = new Map<string, { readonly folder: ImageFolder; below: number }>();
  for (const folder of open) {
    const above = isSticky(folder) ? undefined : foldersAbove(folder.path).find((path) => told.has(path));
    const over = above === undefined ? undefined : told.get(above);
    if (over === undefined || isSticky(over.folder)) told.set(folder.path, { folder, below: 0 });
    else over.below++;
  }
  return [...told.values()].map(({ folder, below }) => ({
    kind: "world-writable-folder",
    at: folder.at,
    subject: subject("file", folder.path),
    path: folder.path,
    below,
    isSticky: isSticky(folder),
  }));
}

function isSticky({ mode }: ImageFolder): boolean {
  return (mode & STICKY) !== 0;
}

/** `a/b`, `a` for `a/b/c`: nearest first. */
function foldersAbove(path: string): string[] {
  const parts = path.split("/");
  return parts.slice(1).map((_, index) => parts.slice(0, parts.length - 1 - index).join("/"));
}
