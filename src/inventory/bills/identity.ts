import type { Component } from "../../core/component.ts";
import { readPurl, writePurl } from "../../core/purl.ts";

/** Qualifiers that change when a package is renewed, and leave it the same package. */
const OF_A_VERSION: ReadonlySet<string> = new Set(["build", "distro", "epoch"]);

/** What a component stays while its version changes: `pkg:deb/debian/bash?arch=amd64` in every release. */
export function withoutVersion({ purl }: Pick<Component, "purl">): string {
  const parts = readPurl(purl);
  if (parts === undefined) return purl;
  const { version: _version, qualifiers = {}, ...rest } = parts;
  const kept = Object.entries(qualifiers).filter(([key]) => !OF_A_VERSION.has(key));
  return writePurl({ ...rest, ...(kept.length > 0 && { qualifiers: Object.fromEntries(kept) }) });
}
