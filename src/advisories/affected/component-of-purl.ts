import type { Component } from "../../core/component.ts";
import { type Purl, readPurl } from "../../core/purl.ts";

/**
 * What can be told of a component by its package URL alone; undefined when it is none, or has no version.
 * @param told the source package, where somebody knows more than the package URL says
 */
export function componentOfPurl(text: string, told?: Component["source"]): Component | undefined {
  const purl = readPurl(text);
  if (purl?.version === undefined) return undefined;
  const { type, qualifiers = {} } = purl;
  const version = type === "rpm" && qualifiers["epoch"] ? `${qualifiers["epoch"]}:${purl.version}` : purl.version;
  const source = told ?? sourceIn(qualifiers["upstream"] ?? "", version);
  const distribution = /^([a-z-]+)-([\d.]+)$/.exec(qualifiers["distro"] ?? "");
  return {
    purl: text,
    type,
    name: nameOf(purl),
    version,
    licenses: [],
    relation: "declared",
    dependsOn: [],
    occurrences: [],
    ...(source !== undefined && { source }),
    ...(distribution !== null && { distribution: `${distribution[1]}:${distribution[2]}` }),
  };
}

/** As the ecosystem itself writes it. */
function nameOf({ type, namespace, name }: Purl): string {
  if (namespace === undefined || ["deb", "apk", "rpm", "alpm"].includes(type)) return name;
  return type === "maven" ? `${namespace}:${name}` : `${namespace}/${name}`;
}

/** `upstream=openssl@3.0.9-1`, as other tools write it, too; of RPM the source package's file. */
function sourceIn(upstream: string, version: string): Component["source"] | undefined {
  const file = /^(.+)-([^-]+-[^-]+)\.src\.rpm$/.exec(upstream);
  if (file !== null) return { name: file[1] ?? "", version: file[2] ?? "" };
  const at = upstream.lastIndexOf("@");
  if (upstream === "") return undefined;
  return at > 0 ? { name: upstream.slice(0, at), version: upstream.slice(at + 1) } : { name: upstream, version };
}
