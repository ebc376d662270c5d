import { readHash } from "../hashes.ts";
import type { Listed, Listing } from "../listed.ts";
import { readGaps, readNote } from "./annotation.ts";
import { conjuncts } from "./conjuncts.ts";
import { type Links, readLinks } from "./links.ts";
import { SpdxDocument, SpdxPackage } from "./schema.ts";

const VERSIONS = /^SPDX-2\.[23]$/;
const UNKNOWN: ReadonlySet<string | undefined> = new Set([undefined, "", "NOASSERTION", "NONE"]);

/** What an SPDX document lists. What it describes is the target itself, and none of its packages. */
export function readSpdx(json: unknown): Listing {
  const parsed = SpdxDocument.safeParse(json);
  if (!parsed.success) return { components: [], faults: ["not readable as an SPDX document"] };
  const { spdxVersion, packages, relationships, documentDescribes, hasExtractedLicensingInfos, annotations } =
    parsed.data;
  if (!VERSIONS.test(spdxVersion)) return { components: [], faults: ["a version of SPDX other than 2.2 and 2.3"] };
  const links = readLinks(relationships, documentDescribes);
  const names = new Map(hasExtractedLicensingInfos.map((own) => [own.licenseId, own.name ?? own.extractedText ?? ""]));
  const components: Listed[] = [];
  let broken = links.broken;
  for (const value of packages) {
    const { success, data } = SpdxPackage.safeParse(value);
    if (!success) broken++;
    else components.push(...asListed(data, links, names));
  }
  const faults = broken > 0 ? [`${broken} package(s) or relationship(s) are not as SPDX writes them`] : [];
  return { components, faults: [...faults, ...readGaps(annotations)] };
}

function asListed(written: SpdxPackage, links: Links, names: ReadonlyMap<string, string>): Listed[] {
  const { SPDXID: ref, name, externalRefs, checksums, annotations } = written;
  const purl = externalRefs.find(({ referenceType }) => referenceType === "purl")?.referenceLocator;
  if (purl === undefined && links.targets.has(ref)) return [];
  const scope = links.scopes.get(ref);
  const supplier = supplierOf(written.supplier);
  const noted = readNote(annotations);
  return [
    {
      ref,
      ...(purl !== undefined && { purl }),
      name,
      licenses: licensesOf(written, names),
      ...(supplier !== undefined && { supplier }),
      hashes: checksums.flatMap(({ algorithm, checksumValue }) => readHash(algorithm, checksumValue) ?? []),
      ...(noted.relation !== undefined && { relation: noted.relation }),
      ...(scope !== undefined && { scope }),
      ...(noted.direct !== undefined && { direct: noted.direct }),
      ...(noted.source !== undefined && { source: noted.source }),
      ...(noted.distribution !== undefined && { distribution: noted.distribution }),
      ...(noted.ownedBy !== undefined && { ownedBy: noted.ownedBy }),
      places: noted.places ?? [],
      needs: links.needs.get(ref) ?? [],
    },
  ];
}

/** `Organization: Debian (team@example.org)` → `Debian`. */
function supplierOf(written: string | undefined): string | undefined {
  const name = written?.replace(/^(?:Organization|Person): */, "").replace(/ *\((?:[^()\s]+@[^()\s]+)?\)$/, "");
  return UNKNOWN.has(name) ? undefined : name;
}

/** A licence outside the SPDX list stands under an id of the document's own, which says nothing elsewhere. */
function licensesOf({ licenseDeclared, licenseConcluded }: SpdxPackage, names: ReadonlyMap<string, string>): string[] {
  const license = UNKNOWN.has(licenseDeclared) ? licenseConcluded : licenseDeclared;
  if (license === undefined || UNKNOWN.has(license)) return [];
  return conjuncts(license).map((part) => names.get(part) || part);
}
