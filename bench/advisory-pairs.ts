import type { Report } from "../src/core/report.ts";

export interface OsvReport {
  readonly results?: readonly {
    readonly packages?: readonly {
      readonly package: { readonly name: string; readonly version: string };
      readonly vulnerabilities?: readonly { readonly id: string }[];
    }[];
  }[];
}

/** `name version advisory` for each, all in small letters, without the `v` of Go's versions. */
export function pairsOfOurs({ findings }: Report): Set<string> {
  const pairs = findings.flatMap(({ rule, subject, evidence }) => {
    if (!["advisories/known-vulnerability", "advisories/malicious-package"].includes(rule)) return [];
    const [, name = "", version = ""] = /^pkg:[^/]+\/(.+?)@([^?]+)/.exec(subject.purl ?? "") ?? [];
    const ids = (evidence[0]?.text ?? "").split(": ")[0]?.split(", ") ?? [];
    return ids.map((id) => pair(decodeURIComponent(name), decodeURIComponent(version), id));
  });
  return new Set(pairs);
}

export function pairsOfOsv({ results = [] }: OsvReport): Set<string> {
  const packages = results.flatMap((result) => result.packages ?? []);
  return new Set(
    packages.flatMap(({ package: { name, version }, vulnerabilities = [] }) =>
      vulnerabilities.map(({ id }) => pair(name, version, id)),
    ),
  );
}

function pair(name: string, version: string, id: string): string {
  return `${name.toLowerCase().replace(/[-_.]+/g, "-")} ${version.replace(/^v/, "")} ${id}`;
}
