/** Tags of a package, or of a licence of the document's own, and the fields of the JSON form that they are. */
const PACKAGE: ReadonlyMap<string, string> = new Map([
  ["SPDXID", "SPDXID"],
  ["PackageVersion", "versionInfo"],
  ["PackageSupplier", "supplier"],
  ["PackageLicenseConcluded", "licenseConcluded"],
  ["PackageLicenseDeclared", "licenseDeclared"],
  ["PackageDownloadLocation", "downloadLocation"],
]);
/** Files and snippets are no packages; relationships may lead to them. */
const OTHER: ReadonlyMap<string, string> = new Map([["SPDXID", "SPDXID"]]);
const LICENSE: ReadonlyMap<string, string> = new Map([
  ["LicenseName", "name"],
  ["ExtractedText", "extractedText"],
]);
const DOCUMENT: ReadonlyMap<string, string> = new Map([
  ["SPDXVersion", "spdxVersion"],
  ["DataLicense", "dataLicense"],
  ["SPDXID", "SPDXID"],
  ["DocumentName", "name"],
  ["DocumentNamespace", "documentNamespace"],
]);

type Section = Record<string, unknown>;

/** An SPDX document of tags and values (spec 2.3, annex "tag-value") as its JSON form. Of files and snippets it has the ids. */
export function spdxFromTags(text: string): Readonly<Section> {
  const packages: Section[] = [];
  const licenses: Section[] = [];
  const files: Section[] = [];
  const snippets: Section[] = [];
  const relationships: Section[] = [];
  const creators: string[] = [];
  const creation: Section = { creators };
  const document: Section = {
    creationInfo: creation,
    packages,
    files,
    snippets,
    relationships,
    hasExtractedLicensingInfos: licenses,
  };
  let fields = DOCUMENT;
  let section: Section = document;
  const begin = (next: Section, of: ReadonlyMap<string, string>, into?: Section[]) => {
    section = next;
    fields = of;
    into?.push(next);
  };
  for (const { tag, value } of tagsIn(text)) {
    if (tag === "PackageName") begin({ name: value, externalRefs: [], checksums: [] }, PACKAGE, packages);
    else if (tag === "LicenseID") begin({ licenseId: value }, LICENSE, licenses);
    else if (tag === "FileName") begin({ fileName: value }, OTHER, files);
    else if (tag === "SnippetSPDXID") begin({ SPDXID: value }, new Map(), snippets);
    else if (tag === "Creator") creators.push(value);
    else if (tag === "Created") creation["created"] = value;
    else if (tag === "Relationship") relationships.push(relationship(value));
    else if (tag === "ExternalRef" && fields === PACKAGE) put(section, "externalRefs", externalRef(value));
    else if (tag === "PackageChecksum" && fields === PACKAGE) put(section, "checksums", checksum(value));
    else {
      const field = fields.get(tag);
      if (field !== undefined) section[field] = value;
    }
  }
  return document;
}

function put(section: Section, field: string, value: Section): void {
  (section[field] as Section[]).push(value);
}

/** `SPDXRef-a DEPENDS_ON SPDXRef-b` */
function relationship(value: string): Section {
  const [spdxElementId, relationshipType, relatedSpdxElement] = value.trim().split(/\s+/, 3);
  return { spdxElementId, relationshipType, relatedSpdxElement };
}

/** `PACKAGE-MANAGER purl pkg:npm/a@1` */
function externalRef(value: string): Section {
  const [referenceCategory, referenceType, referenceLocator] = value.trim().split(/\s+/, 3);
  return { referenceCategory, referenceType, referenceLocator };
}

/** `SHA256: 5f3c…` */
function checksum(value: string): Section {
  const colon = value.indexOf(":");
  return { algorithm: value.slice(0, colon).trim(), checksumValue: value.slice(colon + 1).trim() };
}

/** One tag a line; between `<text>` and `</text>` a value goes over several. */
function* tagsIn(text: string): Iterable<{ tag: string; value: string }> {
  let closes = true;
  for (let at = 0; at < text.length; ) {
    const lineEnd = text.indexOf("\n", at);
    let end = lineEnd === -1 ? text.length : lineEnd;
    const line = text.slice(at, end);
    const colon = line.indexOf(":");
    const tag = line.slice(0, colon).trim();
    if (colon > 0 && !line.startsWith("#")) {
      const start = closes && /^\s*<text>/.test(line.slice(colon + 1)) ? at + line.indexOf("<text>", colon) : -1;
      const close = start === -1 ? -1 : text.indexOf("</text>", start);
      if (start !== -1 && close === -1) closes = false; // asked once: a search from each line would never end
      if (close !== -1) {
        yield { tag, value: text.slice(start + "<text>".length, close) };
        end = text.indexOf("\n", close);
        if (end === -1) return;
      } else yield { tag, value: line.slice(colon + 1).trim() };
    }
    at = end + 1;
  }
}
