import { readHash } from "../hashes.ts";
import type { Listed, Listing } from "../listed.ts";
import { conjuncts } from "./conjuncts.ts";
import { Spdx3Element, Spdx3Named, Spdx3Package, Spdx3Relationship } from "./schema-3.ts";

const CONTEXT = /^https:\/\/spdx\.org\/rdf\/3\.0(?:\.\d+)?\//;
const NEEDS: ReadonlySet<string> = new Set([
  "dependsOn",
  "hasDynamicLink",
  "hasOptionalDependency",
  "hasPrerequisite",
  "hasProvidedDependency",
  "hasStaticLink",
]);
const DEVELOPMENT: ReadonlySet<string | undefined> = new Set(["build", "design", "development", "test"]);
const LISTED_LICENSE = /^https?:\/\/spdx\.org\/licenses\/([A-Za-z0-9.+-]+)$/;

/** What a document of SPDX 3.0 lists, in the compact JSON-LD that its schema asks for. */
export function readSpdx3(json: Readonly<Record<string, unknown>>): Listing {
  const context: unknown[] = Array.isArray(json["@context"]) ? json["@context"] : [json["@context"]];
  if (!context.some((one) => typeof one === "string" && CONTEXT.test(one)))
    return { components: [], faults: ["a JSON-LD document that is not of SPDX 3.0"] };
  const graph: unknown[] = Array.isArray(json["@graph"]) ? json["@graph"] : [json];
  const { packages, relationships, names, broken } = sortElements(graph);
  const said = new Map<string, Said>();
  for (const one of relationships) take(said, one, names);
  return {
    components: packages.map((written) => asListed(written, said, names)),
    faults: broken > 0 ? [`${broken} element(s) are not as SPDX writes them`] : [],
  };
}

interface Elements {
  readonly packages: Spdx3Package[];
  readonly relationships: Spdx3Relationship[];
  /** What agents and licences are called. */
  readonly names: Map<string, string>;
  broken: number;
}

function sortElements(graph: readonly unknown[]): Elements {
  const sorted: Elements = { packages: [], relationships: [], names: new Map(), broken: 0 };
  for (const value of graph) {
    const { data: element } = Spdx3Element.safeParse(value);
    if (element === undefined) sorted.broken++;
    else if (element.type === "software_Package") keep(sorted, sorted.packages, Spdx3Package.safeParse(value).data);
    else if (element.type.endsWith("Relationship")) {
      keep(sorted, sorted.relationships, Spdx3Relationship.safeParse(value).data);
    } else {
      const id = element.spdxId ?? element["@id"];
      const { data } = Spdx3Named.safeParse(value);
      const name = data?.simplelicensing_licenseExpression ?? data?.name;
      if (id !== undefined && name) sorted.names.set(id, name);
    }
  }
  return sorted;
}

function keep<T>(elements: Elements, list: T[], value: T | undefined): void {
  if (value === undefined) elements.broken++;
  else list.push(value);
}

/** What the relationships say of one element. */
interface Said {
  readonly needs: string[];
  readonly declared: string[];
  readonly concluded: string[];
  scope?: Listed["scope"];
}

function take(
  said: Map<string, Said>,
  { from, to, relationshipType: type, scope }: Spdx3Relationship,
  names: ReadonlyMap<string, string>,
): void {
  const about = saidOf(said, from);
  if (type === "hasDeclaredLicense") about.declared.push(...to.flatMap((id) => licenseOf(id, names)));
  else if (type === "hasConcludedLicense") about.concluded.push(...to.flatMap((id) => licenseOf(id, names)));
  else if (NEEDS.has(type)) {
    for (const id of to) {
      about.needs.push(id);
      const other = saidOf(said, id);
      if (type === "hasOptionalDependency") other.scope ??= "optional";
      else if (DEVELOPMENT.has(scope)) other.scope ??= "development";
      else if (scope === "runtime") other.scope = "production";
    }
  }
}

function saidOf(said: Map<string, Said>, id: string): Said {
  let about = said.get(id);
  if (about === undefined) {
    about = { needs: [], declared: [], concluded: [] };
    said.set(id, about);
  }
  return about;
}

/** By its address in the SPDX list, or by the words of its element. That nobody knows is no licence. */
function licenseOf(id: string, names: ReadonlyMap<string, string>): string[] {
  const text = LISTED_LICENSE.exec(id)?.[1] ?? names.get(id);
  return text === undefined || text === "NOASSERTION" || text === "NONE" ? [] : conjuncts(text);
}

function asListed(written: Spdx3Package, said: ReadonlyMap<string, Said>, names: ReadonlyMap<string, string>): Listed {
  const { spdxId: ref, name, externalIdentifier, verifiedUsing, suppliedBy } = written;
  const { needs = [], declared = [], concluded = [], scope } = said.get(ref) ?? {};
  const identifier = externalIdentifier.find(({ externalIdentifierType }) =>
    /^(?:packageUrl|purl)$/.test(externalIdentifierType),
  );
  const purl = written.software_packageUrl || identifier?.identifier;
  const supplier = suppliedBy.map((id) => names.get(id)).find(Boolean);
  return {
    ref,
    ...(purl && { purl }),
    name,
    licenses: declared.length > 0 ? declared : concluded,
    ...(supplier !== undefined && { supplier }),
    hashes: verifiedUsing.flatMap(({ algorithm = "", hashValue = "" }) => readHash(algorithm, hashValue) ?? []),
    ...(scope !== undefined && { scope }),
    places: [],
    needs,
  };
}
