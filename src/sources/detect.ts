import { closeSync, existsSync, fstatSync, lstatSync, openSync, readdirSync, readSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { parseReference } from "../connect/oci/index.ts";
import { nearest, WaybillError } from "../core/errors.ts";
import { isFolder } from "./files/open-directory.ts";
import { findRepository } from "./git/open-repository.ts";

/** What a person's word for a target turned out to be. `path` is absolute. */
export type Detected =
  | { readonly kind: "directory" | "git" | "rootfs" | "single-file" | "sbom"; readonly path: string }
  | { readonly kind: "oci-layout" | "docker-archive"; readonly path: string; readonly tag?: string }
  | { readonly kind: "registry"; readonly reference: string }
  | { readonly kind: "cluster"; readonly context: string }
  | { readonly kind: "host" }
  | { readonly kind: "input" };

/**
 * Finds out what a target is: by its prefix, else by what lies there, else by its looks.
 * @throws WaybillError `sources/no-such-target`, `sources/wrong-kind`
 */
export function detectTarget(ref: string): Detected {
  if (ref === "-") return { kind: "input" }; // a folder of that name is named as ./-
  const { prefix, rest } = splitPrefix(ref);
  switch (prefix) {
    case "dir":
      return detectDirectory(rest);
    case "git":
      return demandRepository(rest);
    case "rootfs":
      return { kind: "rootfs", path: demandFolder(rest) };
    case "oci":
      return { kind: "oci-layout", ...splitTag(rest) };
    case "docker-archive":
      return { kind: "docker-archive", ...splitTag(rest) };
    case "registry":
      return { kind: "registry", reference: rest };
    case "sbom":
      return { kind: "sbom", path: demandFile(rest) };
    case "cluster":
      return { kind: "cluster", context: rest };
    case "host":
      return demandThisHost(rest);
    case undefined:
      return detectByLooks(ref);
  }
}

const PREFIXES = ["dir", "git", "rootfs", "oci", "docker-archive", "registry", "sbom", "cluster", "host"] as const;
type Prefix = (typeof PREFIXES)[number];

function splitPrefix(ref: string): { prefix: Prefix | undefined; rest: string } {
  for (const prefix of PREFIXES) {
    if (ref.startsWith(`${prefix}:`)) return { prefix, rest: ref.slice(prefix.length + 1) };
    if ((prefix === "cluster" || prefix === "host") && ref === prefix) return { prefix, rest: "" };
  }
  return { prefix: undefined, rest: ref };
}

function detectByLooks(ref: string): Detected {
  const path = resolve(ref);
  if (ref !== "" && isFolder(path)) return detectFolder(path);
  if (ref !== "" && existsSync(path)) return detectFile(path);
  if (looksLikeImage(ref)) return { kind: "registry", reference: ref };
  throw noSuchTarget(ref);
}

function detectFolder(path: string): Detected {
  const holds = (name: string) => existsSync(join(path, name));
  if (holds("index.json") && holds("oci-layout")) return { kind: "oci-layout", path };
  if (findRepository(path) !== undefined) return { kind: "git", path };
  if (["etc/os-release", "var/lib/dpkg", "lib/apk"].some(holds)) return { kind: "rootfs", path };
  return { kind: "directory", path };
}

const END_BYTES = 64 * 1024;

function detectFile(path: string): Detected {
  if (!statSync(path).isFile()) {
    throw new WaybillError("sources/wrong-kind", `${path} is neither a file nor a folder.`, "Name a file or a folder.");
  }
  const { head, tail } = readEnds(path);
  if (isTar(head)) return detectArchive(path);
  if (isBill(head.toString(), tail.toString())) return { kind: "sbom", path };
  return { kind: "single-file", path };
}

function readEnds(path: string): { head: Buffer; tail: Buffer } {
  const descriptor = openSync(path, "r");
  try {
    const size = fstatSync(descriptor).size;
    const read = (position: number) => {
      const part = Buffer.alloc(END_BYTES);
      return part.subarray(0, readSync(descriptor, part, 0, END_BYTES, position));
    };
    return { head: read(0), tail: read(Math.max(0, size - END_BYTES)) };
  } finally {
    closeSync(descriptor);
  }
}

/**
 * CycloneDX in JSON or XML, SPDX in JSON, JSON-LD or tags, by what stands at either end: some write the keys of JSON in
 * their order, and what says which document it is comes behind all components.
 */
function isBill(head: string, tail: string): boolean {
  if (/^\s*\{/.test(head)) return [head, tail].some((text) => JSON_BILL.test(text));
  return /^\s*</.test(head)
    ? /"http:\/\/cyclonedx\.org\/schema\/bom\//.test(head)
    : /^SPDXVersion:/m.test(head.slice(0, 4096));
}

const JSON_BILL = /"(?:bomFormat|spdxVersion)"\s*:|"https:\/\/spdx\.org\/rdf\/3\./;

function isTar(head: Buffer): boolean {
  return head.length >= 512 && head.toString("latin1", 257, 262) === "ustar";
}

/** Which of the two the archive holds is found when its names are read; both are opened there. */
function detectArchive(path: string): Detected {
  return { kind: "docker-archive", path };
}

/** A word that a registry could know, and that no near name in this folder makes a likely typing mistake. */
function looksLikeImage(ref: string): boolean {
  if (parseReference(ref) === undefined || /^[./~]/.test(ref)) return false;
  if (/[:@]/.test(ref)) return true;
  if (/\.(?:json|ya?ml|tar|tgz|gz|xml|tf|lock|toml|zip|txt|md)$/.test(ref)) return false;
  return ref.includes("/") ? !isFolder(dirname(resolve(ref))) : nearNames(resolve(ref)) === undefined;
}

function nearNames(path: string): string | undefined {
  const folder = dirname(path);
  if (!isFolder(folder)) return undefined;
  const names = readdirSync(folder);
  return names.length > 5000 ? undefined : nearest(basename(path), names);
}

function splitTag(rest: string): { path: string; tag?: string } {
  if (existsSync(resolve(rest))) return { path: resolve(rest) };
  for (let colon = rest.indexOf(":"); colon > 0; colon = rest.indexOf(":", colon + 1)) {
    const path = resolve(rest.slice(0, colon));
    if (existsSync(path)) return { path, tag: rest.slice(colon + 1) };
  }
  throw noSuchTarget(rest);
}

function detectDirectory(rest: string): Detected {
  const path = resolve(rest);
  if (isFolder(path)) return { kind: "directory", path };
  return { kind: "single-file", path: demandFile(rest) };
}

function demandRepository(rest: string): Detected {
  const path = demandFolder(rest);
  if (findRepository(path) !== undefined) return { kind: "git", path };
  throw new WaybillError(
    "sources/wrong-kind",
    `${path} is not a git repository: it has no .git.`,
    "Name the folder that holds .git, or write dir:PATH to look at the files alone.",
  );
}

function demandFolder(rest: string): string {
  const path = resolve(rest);
  if (isFolder(path)) return path;
  if (rest === "" || lstatSync(path, { throwIfNoEntry: false }) === undefined) throw noSuchTarget(rest);
  throw new WaybillError("sources/wrong-kind", `${path} is not a folder.`, "Name a folder, or leave the prefix out.");
}

function demandFile(rest: string): string {
  const path = resolve(rest);
  if (statSync(path, { throwIfNoEntry: false })?.isFile()) return path;
  if (rest === "" || !existsSync(path)) throw noSuchTarget(rest);
  throw new WaybillError("sources/wrong-kind", `${path} is not a file.`, "Name a file, or leave the prefix out.");
}

function noSuchTarget(ref: string): WaybillError {
  if (ref === "") return new WaybillError("sources/no-such-target", "No target was named.", "Name a path or an image.");
  const near = nearNames(resolve(ref));
  const hint = near === undefined ? "" : `Did you mean ${join(dirname(ref), near)}? `;
  return new WaybillError(
    "sources/no-such-target",
    `${JSON.stringify(ref)} is neither a file or folder here nor an image's name.`,
    `${hint}Name a path or an image; an image of a registry can be forced with registry:NAME.`,
  );
}

function demandThisHost(rest: string): Detected {
  if (rest === "") return { kind: "host" };
  throw new WaybillError(
    "sources/wrong-kind",
    "A host is looked at from itself, and has no name.",
    "Write host, with --root DIR where the machine's files lie elsewhere; a folder called host is named as dir:host.",
  );
}
