import type { Component, ComponentFact } from "../../core/component.ts";
import type { Gap } from "../../core/gap.ts";
import { compareText, distinctPlaces } from "../../core/order.ts";
import type {
  ClaimedFilesFact,
  DistributionFact,
  OwnedFilesFact,
  PackageFact,
  PackageLicensesFact,
  ProgramFact,
  UnclaimedProgramsFact,
} from "../facts.ts";
import { unclaimedPrograms } from "../unclaimed/unclaimed-programs.ts";
import { chooseDistribution, purlOf, releaseOf } from "./distribution.ts";
import { findEdges } from "./edges.ts";
import { withLicenses } from "./licenses.ts";
import { Ownership } from "./ownership.ts";

export interface Seen {
  readonly packages: readonly PackageFact[];
  readonly ownedFiles: readonly OwnedFilesFact[];
  readonly licenses: readonly PackageLicensesFact[];
  readonly distributions: readonly DistributionFact[];
  readonly programs: readonly ProgramFact[];
  readonly claimedFiles: readonly ClaimedFilesFact[];
  /** The position of a layer in the image, by the name that stands in places. */
  readonly layerIndex: (layer: string | undefined) => number;
}

export interface Assembled {
  readonly components: ComponentFact[];
  readonly unclaimed: UnclaimedProgramsFact;
  readonly gaps: Gap[];
}

/** Makes one component of all sightings of a package, joined with what it needs and whose files it lies in. */
export function assemble(seen: Seen): Assembled {
  const distribution = chooseDistribution(seen.distributions);
  const packages = withLicenses(seen.packages, seen.licenses);
  const purls = new Map(packages.map((fact) => [fact, purlOf(fact, distribution)]));
  const edges = findEdges(packages);
  const ownership = new Ownership(packages, seen.ownedFiles, seen.layerIndex);
  const purlsOf = (facts: Iterable<PackageFact>) => [...facts].map((fact) => purls.get(fact) ?? "");

  const sightings = new Map<string, Sighting[]>();
  for (const fact of packages) {
    const purl = purls.get(fact) ?? "";
    const owner = fact.identity.by === "purl" && fact.relation === "installed" ? ownership.ownerOf(fact) : undefined;
    const ownedBy = fact.ownedBy ?? (owner && purls.get(owner));
    const sighting: Sighting = {
      fact,
      needs: purlsOf(edges.get(fact) ?? []),
      ...(ownedBy !== undefined && { ownedBy }),
      ...(fact.identity.by === "distribution" && distribution && { distribution: releaseOf(distribution) }),
    };
    const known = sightings.get(purl);
    if (known === undefined) sightings.set(purl, [sighting]);
    else known.push(sighting);
  }
  const components = [...sightings]
    .sort(([a], [b]) => compareText(a, b))
    .map(([purl, seenAs]) => asComponent(purl, seenAs));
  return {
    components,
    unclaimed: unclaimedPrograms(seen.programs, packages, seen.claimedFiles, ownership),
    gaps: distribution === undefined ? gapsWithoutDistribution(packages) : [],
  };
}

interface Sighting {
  readonly fact: PackageFact;
  readonly needs: readonly string[];
  readonly ownedBy?: string | undefined;
  readonly distribution?: string;
}

function asComponent(purl: string, sightings: readonly Sighting[]): ComponentFact {
  const facts = sightings.map(({ fact }) => fact);
  const [first] = facts;
  if (first === undefined) throw new Error("a component that nobody saw");
  const occurrences = distinctPlaces(facts.map(({ at }) => at));
  const source = facts.find(({ source }) => source !== undefined)?.source;
  const distribution = sightings.find(({ distribution }) => distribution)?.distribution ?? first.distribution;
  const supplier = smallest(facts.flatMap(({ supplier }) => supplier ?? []));
  const hashes = distinct(facts.flatMap(({ hashes }) => hashes ?? []));
  const scope = strongestScope(facts);
  const direct =
    facts.some(({ direct }) => direct === true) || (facts.some(({ direct }) => direct === false) ? false : undefined);
  const ownedBy = commonOwner(sightings);
  const component: Component = {
    purl,
    type: first.identity.type,
    name: smallest(facts.map(({ name }) => name)) ?? first.name,
    ...(first.version !== undefined && { version: first.version }),
    ...(source !== undefined && { source }),
    ...(distribution !== undefined && { distribution }),
    licenses: distinct(facts.flatMap(({ licenses }) => licenses)),
    ...(supplier !== undefined && { supplier }),
    ...(hashes.length > 0 && { hashes }),
    relation: facts.some(({ relation }) => relation === "installed") ? "installed" : "declared",
    ...(scope !== undefined && { scope }),
    ...(direct !== undefined && { direct }),
    dependsOn: distinct(sightings.flatMap(({ needs }) => needs)).filter((need) => need !== purl),
    ...(ownedBy !== undefined && { ownedBy }),
    occurrences,
  };
  return { kind: "component", at: occurrences[0] ?? first.at, component };
}

/** What production needs anywhere is in production, whatever else only develops with it. */
function strongestScope(facts: readonly PackageFact[]): Component["scope"] {
  const scopes = new Set(facts.map(({ scope }) => scope));
  return (["production", "optional", "development"] as const).find((scope) => scopes.has(scope));
}

/** A package is the distribution's only when each of its installed sightings is: one of them may be somebody else's. */
function commonOwner(sightings: readonly Sighting[]): string | undefined {
  const installed = sightings.filter(({ fact }) => fact.relation === "installed");
  const owners = installed.map(({ ownedBy }) => ownedBy).filter((owner) => owner !== undefined);
  return owners.length === installed.length ? smallest(owners) : undefined;
}

function distinct(texts: readonly string[]): string[] {
  return [...new Set(texts)].sort(compareText);
}

function smallest(texts: readonly string[]): string | undefined {
  return distinct(texts)[0];
}

/** Advisories are kept by release: without one, no answer about these packages can be given. */
function gapsWithoutDistribution(packages: readonly PackageFact[]): Gap[] {
  const ofNobody = packages.filter(({ identity }) => identity.by === "distribution");
  const [first] = ofNobody;
  if (first === undefined) return [];
  return [
    {
      where: first.at.path ?? "",
      reason: `no os-release says which distribution the ${ofNobody.length} packages of this database belong to`,
    },
  ];
}
