import { writePurl } from "../../../core/purl.ts";
import { type Fields, fieldsOf, textOf } from "../narrow.ts";

/**
 * `pkg:npm/%40scope/name@version`. The name keeps its case: new names are lower-case anyway, and of the old ones
 * `JSONStream` and `jsonstream` are two packages.
 */
export function npmPurl(name: string, version: string | undefined): string {
  const slash = name.startsWith("@") ? name.indexOf("/") : -1;
  return writePurl({
    type: "npm",
    ...(slash > 0 && { namespace: name.slice(0, slash) }),
    name: name.slice(slash + 1),
    ...(version !== undefined && { version }),
  });
}

/** `license` as text or `{type}`, or the `licenses` of old; nothing when it only points to a file. */
export function npmLicenses(manifest: Fields): string[] {
  const written = Array.isArray(manifest["licenses"]) ? manifest["licenses"] : [manifest["license"]];
  return written
    .map((license: unknown) => textOf(license) ?? textOf(fieldsOf(license)?.["type"]))
    .filter((license) => license !== undefined)
    .filter((license) => !/^see licen[cs]e in /i.test(license));
}

/** The names of what runs with it: its dependencies, optional ones and peers, which may be absent. */
export function npmNeeds(manifest: Fields): string[] {
  const names = ["dependencies", "optionalDependencies", "peerDependencies"].flatMap((field) =>
    Object.keys(fieldsOf(manifest[field]) ?? {}),
  );
  return [...new Set(names)];
}
