import { readFileSync } from "node:fs";
import * as z from "zod";

/** CISA's catalogue of known exploited vulnerabilities, the two fields that we use. */
const Catalogue = z.object({
  vulnerabilities: z.array(z.object({ cveID: z.string().startsWith("CVE-"), dateAdded: z.iso.date() })),
});

export function readExploited(path: string): { cve: string; since: string }[] {
  const { vulnerabilities } = Catalogue.parse(JSON.parse(readFileSync(path, "utf8")));
  return vulnerabilities.map(({ cveID, dateAdded }) => ({ cve: cveID, since: dateAdded }));
}
