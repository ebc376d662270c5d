import type { Advisory } from "../store/read.ts";

/**
 * The one CVE that a record means, else its own id. Records that name several CVEs are never joined through them:
 * that would make different holes one. Distributions' records of one CVE carry it in their id (`DEBIAN-CVE-2024-1`).
 */
export function commonName({ id, details }: Advisory): string {
  const own = /^(?:[A-Z]+-)?(CVE-\d{4}-\d+)$/.exec(id)?.[1];
  if (own !== undefined) return own;
  const cves = details().aliases.filter((alias) => alias.startsWith("CVE-"));
  return cves.length === 1 ? (cves[0] ?? id) : id;
}

/** The words by which people call who speaks for the packages of an ecosystem; empty where nobody does. */
export function distributorOf(ecosystem: string): string {
  const [name = ""] = ecosystem.split(":");
  return ["Debian", "Ubuntu", "Alpine", "AlmaLinux", "Rocky Linux", "Red Hat"].includes(name) ? name : "";
}
