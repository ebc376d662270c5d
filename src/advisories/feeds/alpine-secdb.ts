import { readFileSync, statSync } from "node:fs";
import * as z from "zod";
import type { Entry, Refused } from "../store/entry.ts";
import { apk } from "../versions/apk.ts";

/** What Alpine publishes for each release and repository (secdb.alpinelinux.org): which version mended which holes. */
const Database = z.object({
  distroversion: z.string().regex(/^(?:v\d+\.\d+|edge)$/),
  reponame: z.string(),
  packages: z.array(z.object({ pkg: z.unknown() })),
});

const Package = z.object({ name: z.string(), secfixes: z.record(z.string(), z.array(z.string()).nullable()) });
type Package = z.infer<typeof Package>;

/** The whole of Alpine's largest is about 3 MB. */
const LARGEST = 64 * 1024 * 1024;

/** The release and repository that a file speaks for. */
export function readAlpineSecdb(path: string, modified: string): Iterable<Entry | Refused> {
  if (statSync(path).size > LARGEST) throw new Error(`it is larger than ${LARGEST} bytes`);
  const { distroversion, packages } = Database.parse(JSON.parse(readFileSync(path, "utf8")));
  return entries(`Alpine:${distroversion}`, packages, modified);
}

function* entries(
  ecosystem: string,
  packages: readonly { readonly pkg?: unknown }[],
  modified: string,
): Generator<Entry | Refused> {
  for (const [index, { pkg }] of packages.entries()) {
    const parsed = Package.safeParse(pkg);
    if (parsed.success) yield* holesOf(ecosystem, parsed.data, modified);
    else yield { refused: `package ${index}`, reason: "has no name, or no list of fixes" };
  }
}

function* holesOf(ecosystem: string, { name, secfixes }: Package, modified: string): Generator<Entry> {
  for (const [id, { fixed, aliases }] of fixesByHole(secfixes)) {
    yield {
      id,
      malicious: false,
      details: {
        summary: id,
        aliases,
        causes: [],
        related: [],
        links: [`https://security.alpinelinux.org/vuln/${encodeURIComponent(id)}`],
        vectors: [],
        modified,
      },
      packages: [
        {
          ecosystem,
          name,
          affected: [
            fixed === "0"
              ? { ranges: [], versions: [], state: "not-affected" }
              : {
                  ranges: [
                    [
                      { type: "introduced", at: "0" },
                      { type: "fixed", at: fixed },
                    ],
                  ],
                  versions: [],
                },
          ],
        },
      ],
    };
  }
}

/** A hole that was mended twice was not mended the first time: the newest fix counts. `0` says "never affected". */
function fixesByHole(secfixes: Package["secfixes"]): Map<string, { fixed: string; aliases: string[] }> {
  const holes = new Map<string, { fixed: string; aliases: string[] }>();
  for (const [version, names] of Object.entries(secfixes)) {
    for (const [id, aliases] of (names ?? []).flatMap(holesIn)) {
      const known = holes.get(id);
      const isNewer = known === undefined || known.fixed === "0" || (apk.compare(version, known.fixed) ?? 0) > 0;
      if (isNewer && !(known !== undefined && version === "0")) holes.set(id, { fixed: version, aliases });
    }
  }
  return holes;
}

/** `CVE-2019-1 ALPINE-13661` is one hole with two names; several CVEs in one line are several. */
function holesIn(line: string): [id: string, aliases: string[]][] {
  const names = line.split(/\s+/).filter((name) => /^[A-Za-z]+-[\w.-]+$/.test(name));
  const cves = names.filter((name) => name.startsWith("CVE-"));
  const others = names.filter((name) => !name.startsWith("CVE-"));
  if (cves.length === 0) return others.slice(0, 1).map((name) => [name, others.slice(1)]);
  return cves.map((cve) => [cve, cves.length === 1 ? others : []]);
}
