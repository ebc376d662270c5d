import type { Component } from "../../core/component.ts";
import { compareText } from "../../core/order.ts";
import type { Place } from "../../core/place.ts";
import { subject } from "../../core/subject.ts";
import type { ReleaseSupport } from "../facts.ts";
import { SUPPORT, TAKEN_ON } from "./releases.ts";

/** Official images whose tags begin with the product's version, by the last part of their name. */
const IMAGES: ReadonlyMap<string, string> = new Map([
  ["node", "node"],
  ["python", "python"],
  ["golang", "go"],
  ["eclipse-temurin", "openjdk"],
  ["php", "php"],
  ["ruby", "ruby"],
  ["postgres", "postgresql"],
  ["nginx", "nginx"],
  ["mariadb", "mariadb"],
  ["redis", "redis"],
  ["haproxy", "haproxy"],
  ["httpd", "apache-httpd"],
  ["perl", "perl"],
  ["debian", "debian"],
  ["ubuntu", "ubuntu"],
  ["alpine", "alpine"],
  ["almalinux", "almalinux"],
  ["rockylinux", "rocky"],
  ["oraclelinux", "ol"],
  ["amazonlinux", "amzn"],
  ["fedora", "fedora"],
  ["centos", "centos"],
]);

/** How long the systems and runtimes among the components are supported. What the table does not know is left out. */
export function releaseSupport(components: readonly Component[], now: Date): ReleaseSupport[] {
  const today = now.toISOString().slice(0, 10);
  const facts = new Map<string, ReleaseSupport>();
  for (const component of components) {
    for (const { product, version, purl } of productsOf(component)) {
      const fact = facts.get(purl) ?? factOf(product, version, purl, component.occurrences[0] ?? {}, today);
      if (fact !== undefined) facts.set(purl, fact);
    }
  }
  return [...facts.values()].sort((a, b) => compareText(a.product + a.release, b.product + b.release));
}

interface Product {
  readonly product: string;
  readonly version: string;
  readonly purl: string;
}

function productsOf({ type, name, version = "", purl, distribution, ownedBy }: Component): Product[] {
  const [system = "", release = ""] = (distribution ?? "").split(":");
  if (release !== "") return [{ product: system, version: release, purl: `pkg:generic/${system}@${release}` }];
  if (ownedBy !== undefined) return []; // its distribution looks after it
  if (type === "generic")
    return [{ product: name, version: name === "openjdk" ? javaRelease(version) : version, purl }];
  if (type === "golang" && name === "stdlib")
    return [{ product: "go", version: version.replace(/^(?:go|v)/, ""), purl }];
  if (type === "nuget" && /^Microsoft\.(?:NETCore|AspNetCore)\.App\.Runtime\./i.test(name))
    return [{ product: "dotnet", version, purl }];
  const image =
    type === "docker" && /^(?:library\/)?[a-z-]+$/.test(name) ? IMAGES.get(name.replace("library/", "")) : "";
  return image ? [{ product: image, version: /^[\d.]+/.exec(version)?.[0] ?? "", purl }] : [];
}

/** Java 8 still calls itself 1.8. */
function javaRelease(version: string): string {
  return version.replace(/^1\./, "");
}

function factOf(product: string, version: string, purl: string, at: Place, today: string): ReleaseSupport | undefined {
  const support = SUPPORT.get(product);
  const rows = (support?.releases ?? []).map((row) => {
    const [release = "", until = "", extended = ""] = row.split(" ");
    return { release, until, extended };
  });
  const own = rows
    .filter(({ release }) => isOf(version, release))
    .sort((a, b) => b.release.length - a.release.length)[0];
  if (support === undefined || own === undefined) return undefined;
  const next = rows.filter(({ until }) => until > today).sort((a, b) => compareText(b.until, a.until))[0];
  return {
    kind: "release-support",
    at,
    subject: subject("purl", purl),
    product: support.title,
    release: own.release,
    until: own.until,
    extended: own.extended,
    next: next === undefined || next.release === own.release ? "" : `${next.release}, until ${next.until}`,
    page: support.page,
    takenOn: TAKEN_ON,
    today,
  };
}

/** `18.19.0` is of release 18, and 1.1.1w of 1.1.1; 10.1 is not of 1. */
function isOf(version: string, release: string): boolean {
  return version === release || (version.startsWith(release) && !/^\d/.test(version.slice(release.length)));
}
