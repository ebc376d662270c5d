import { eachLine } from "./lines.ts";

const MANIFESTS = ["/package.json", "/METADATA", "/PKG-INFO", ".egg-info"];
/** Where files without an extension are documents and data and no programs. */
const DATA = ["usr/share/", "etc/", "var/", "usr/include/", "boot/"];

/**
 * Whether a package of another ecosystem may be read from a file of this name: a manifest of a language's package,
 * or a program. A distribution's package owns thousands of files; only these are worth remembering.
 */
export function mayHoldPackage(path: string): boolean {
  if (MANIFESTS.some((end) => path.endsWith(end))) return true;
  const name = path.slice(path.lastIndexOf("/") + 1);
  return name !== "" && !name.includes(".") && !DATA.some((start) => path.startsWith(start));
}

/** Of the paths of a package (one a line, with or without `/` in front), those that may hold another package. */
export function worthOwning(list: string): string[] {
  const paths: string[] = [];
  eachLine(list, (line) => {
    const path = line.startsWith("/") ? line.slice(1) : line;
    const before = paths.at(-1);
    if (before !== undefined && path.startsWith(`${before}/`)) paths.pop(); // a directory, listed before its content
    if (mayHoldPackage(path)) paths.push(path);
  });
  return paths;
}
