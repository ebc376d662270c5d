import { signatureFor } from "./programs/signatures.ts";

const MANIFESTS = [
  "/package.json",
  "/METADATA",
  "/PKG-INFO",
  ".egg-info",
  ".jar",
  ".war",
  ".gemspec",
  ".deps.json",
  ".egg",
  ".app",
  "/hex_metadata.config",
  "/wp-includes/version.php",
];
/** Where the plugins and themes of WordPress lie, whose files have any name. */
const OF_WORDPRESS = "/wp-content/";
/** Where files without an extension are documents and data and no programs. */
const DATA = ["usr/share/", "etc/", "var/", "usr/include/", "boot/"];

/**
 * Whether a package of another ecosystem may be read from a file of this name: a manifest of a language's package,
 * or a program. A distribution's package owns thousands of files; only these are worth remembering.
 */
export function mayHoldPackage(path: string): boolean {
  if (isManifest(path)) return true;
  const name = path.slice(path.lastIndexOf("/") + 1);
  if (signatureFor(path) !== undefined || name === "release") return true;
  if (/(?:^|\/)s?bin\/[^/]+$/.test(path)) return true;
  return name !== "" && !name.includes(".") && !DATA.some((start) => path.startsWith(start));
}

/** Whether a file of this name describes a package of a language. */
export function isManifest(path: string): boolean {
  return MANIFESTS.some((end) => path.endsWith(end)) || path.includes(OF_WORDPRESS);
}
