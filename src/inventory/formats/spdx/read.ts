import type { OpenFile } from "../../../core/reader.ts";
import { type PackageFact, type PassedOverFact, passedOverAt, type UnreadFact, unreadAt } from "../../facts.ts";
import { canonicalPurl, distributionOf, nameOf, OF_DISTRIBUTIONS, versionOf } from "../canonical-purl.ts";
import { SpdxDocument, SpdxPackage, SpdxRelationship } from "./schema.ts";

const VERSIONS = /^SPDX-2\.[23]$/;
/** Of a relationship `a TYPE b`: that a needs b. */
const NEEDS: ReadonlySet<string> = new Set(["DEPENDS_ON", "HAS_PREREQUISITE", "STATIC_LINK", "DYNAMIC_LINK"]);
/** That b needs a, and what for. */
const NEEDED_BY: ReadonlyMap<string, PackageFact["scope"]> = new Map([
  ["DEPENDENCY_OF", undefined],
  ["PREREQUISITE_FOR", undefined],
  ["RUNTIME_DEPENDENCY_OF", "production"],
  ["OPTIONAL_DEPENDENCY_OF", "optional"],
  ["DEV_DEPENDENCY_OF", "development"],
  ["TEST_DEPENDENCY_OF", "development"],
  ["BUILD_DEPENDENCY_OF", "development"],
]);
const UNKNOWN: ReadonlySet<string | undefined> = new Set([undefined, "", "NOASSERTION", "NONE"]);

/** The packages of an SPDX document. What it describes is the target itself, and none of its packages. */
export function* readSpdx(file: OpenFile, json: unknown): Iterable<PackageFact | PassedOverFact | UnreadFact> {
  const parsed = SpdxDocument.safeParse(json);
  if (!parsed.success) {
    yield unreadAt(file.place, "not readable as an SPDX document");
    return;
  }
  const { spdxVersion, packages, relationships, documentDescribes, hasExtractedLicensingInfos } = parsed.data;
  if (!VERSIONS.test(spdxVersion)) {
    yield unreadAt(file.place, "a version of SPDX other than 2.2 and 2.3");
    return;
  }
  const links = readLinks(relationships);
  const described = new Set([...documentDescribes, ...links.described]);
  const names = new Map(hasExtractedLicensingInfos.map((own) => [own.licenseId, own.name ?? own.extractedText ?? ""]));
  let broken = links.broken;
  for (const value of packages) {
    const { success, data } = SpdxPackage.safeParse(value);
    if (!success) broken++;
    else yield* asPackage(file, data, links, described, names);
  }
  if (broken > 0) yield unreadAt(file.place, `${broken} package(s) or relationship(s) are not as SPDX writes them`);
}

interface Links {
  readonly needs: Map<string, string[]>;
  readonly scopes: Map<string, PackageFact["scope"]>;
  readonly described: string[];
  broken: number;
}

function readLinks(relationships: readonly unknown[]): Links {
  const links: Links = { needs: new Map(), scopes: new Map(), described: [], broken: 0 };
  for (const value of relationships) {
    const { success, data } = SpdxRelationship.safeParse(value);
    if (!success) links.broken++;
    else take(links, data);
  }
  return links;
}

function take(
  links: Links,
  { spdxElementId: a, relationshipType: type, relatedSpdxElement: b }: SpdxRelationship,
): void {
  if (type === "DESCRIBES") links.described.push(b);
  else if (type === "DESCRIBED_BY") links.described.push(a);
  else if (NEEDS.has(type)) link(links, a, b);
  else if (NEEDED_BY.has(type)) {
    link(links, b, a);
    const scope = NEEDED_BY.get(type);
    if (scope !== undefined && links.scopes.get(a) !== "production") links.scopes.set(a, scope);
  }
}

function link({ needs }: Links, from: string, to: string): void {
  const known = needs.get(from);
  if (known === undefined) needs.set(from, [to]);
  else known.push(to);
}

function* asPackage(
  file: OpenFile,
  written: SpdxPackage,
  { needs, scopes }: Links,
  described: ReadonlySet<string>,
  names: ReadonlyMap<string, string>,
): Iterable<PackageFact | PassedOverFact | UnreadFact> {
  const { SPDXID: id, name, externalRefs } = written;
  const locator = externalRefs.find(({ referenceType }) => referenceType === "purl")?.referenceLocator;
  if (locator === undefined) {
    if (!described.has(id)) yield passedOverAt(file.place, "withoutPurl", "a package without a package URL");
    return;
  }
  const identity = canonicalPurl(locator);
  if (identity === undefined) {
    yield unreadAt(file.place, "a package's package URL is none");
    return;
  }
  const { purl, parts } = identity;
  const version = versionOf(identity);
  const distribution = distributionOf(identity);
  const scope = scopes.get(id);
  const source = sourceOf(parts.type, identity.upstream, parts.name, version);
  yield {
    kind: "package",
    at: file.place,
    identity: { by: "purl", type: parts.type, purl },
    name: nameOf(identity, undefined, name),
    ...(version !== undefined && { version }),
    ...(source !== undefined && { source }),
    ...(distribution !== undefined && { distribution }),
    licenses: licensesOf(written, names),
    relation: "declared",
    ...(scope !== undefined && { scope }),
    realm: { by: "name", within: file.path },
    key: id,
    provides: [],
    needs: (needs.get(id) ?? []).map((need) => [need]),
    owns: [],
  };
}

/** The qualifier `upstream` names the source package of a distribution's one, with a version where it is another. */
function sourceOf(
  type: string,
  upstream: string | undefined,
  name: string,
  version: string | undefined,
): PackageFact["source"] {
  if (!OF_DISTRIBUTIONS.has(type)) return undefined;
  const [sourceName, sourceVersion = version] = (upstream ?? name).split("@", 2);
  return sourceName && sourceVersion ? { name: sourceName, version: sourceVersion } : undefined;
}

/** A licence outside the SPDX list stands under an id of the document's own, which says nothing elsewhere. */
function licensesOf({ licenseDeclared, licenseConcluded }: SpdxPackage, names: ReadonlyMap<string, string>): string[] {
  const license = UNKNOWN.has(licenseDeclared) ? licenseConcluded : licenseDeclared;
  if (license === undefined || UNKNOWN.has(license)) return [];
  return conjuncts(license).map((part) => names.get(part) || part);
}

/** What holds together at the top of an expression: `MIT AND (A OR B)` → `MIT`, `A OR B`. One with `OR` there is whole. */
function conjuncts(expression: string): string[] {
  const parts: string[][] = [[]];
  let depth = 0;
  for (const word of expression.split(" ")) {
    if (depth === 0 && word === "OR") return [expression];
    if (depth === 0 && word === "AND") parts.push([]);
    else parts.at(-1)?.push(word);
    depth += word.split("(").length - word.split(")").length;
  }
  return parts.map((words) => words.join(" ")).map((part) => (/^\([^()]*\)$/.test(part) ? part.slice(1, -1) : part));
}
