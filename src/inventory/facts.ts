import type { Component } from "../core/component.ts";
import type { Fact, JudgedFact } from "../core/fact.ts";
import type { Place } from "../core/place.ts";

/**
 * How a package is called. A distribution's package learns its full package URL only when all files were read,
 * because its database does not say whose distribution it belongs to.
 */
export type Identity =
  | { readonly by: "purl"; readonly type: string; readonly purl: string }
  | { readonly by: "distribution"; readonly type: "deb" | "apk" | "rpm" | "alpm"; readonly architecture: string };

/**
 * Where a package looks for what it needs: among all packages with the same `within` (one database, one lock file,
 * one site directory), or in the nearest `node_modules` above the directory that it lies in.
 */
export type Realm =
  | { readonly by: "name"; readonly within: string }
  | { readonly by: "directory"; readonly directory: string };

/** One package as one reader saw it at one place: a component before it is joined with its other sightings. */
export interface PackageFact extends Fact {
  readonly kind: "package";
  readonly identity: Identity;
  /** As its own ecosystem writes it. */
  readonly name: string;
  readonly version?: string;
  readonly source?: Component["source"];
  /** Known only where the reader is told so, as by an SBOM. */
  readonly distribution?: string;
  readonly licenses: readonly string[];
  readonly supplier?: string;
  /** `sha256:` and hexadecimal digits, of the package as it is handed out. */
  readonly hashes?: readonly string[];
  readonly relation: Component["relation"];
  readonly scope?: NonNullable<Component["scope"]>;
  /** Known only where the reader is told so, as by an SBOM. */
  readonly ownedBy?: string;
  readonly direct?: boolean;
  readonly realm: Realm;
  /** The name that others in its realm need it by. */
  readonly key: string;
  /** Further names that it stands in for, such as a virtual package or a shared library. */
  readonly provides: readonly string[];
  /** What it needs; each an array of alternatives, best first. */
  readonly needs: readonly (readonly string[])[];
  /** Those of its files that a package of another ecosystem may lie in. */
  readonly owns: readonly OwnedFile[];
  /** Checksums of the file that it was read from, as databases of installed files write them; see `sumsOf`. */
  readonly sums?: readonly string[];
}

/** A file that a distribution's package put there. */
export interface OwnedFile {
  readonly path: string;
  /** `md5:` or `sha1:` and hexadecimal digits, where the database keeps one. */
  readonly sum?: string;
}

/** The files of a distribution's package, where its database keeps them apart from the package itself. */
export interface OwnedFilesFact extends Fact {
  readonly kind: "owned-files";
  readonly type: "deb" | "alpm";
  /** `name` or `name:architecture`. */
  readonly owner: string;
  readonly files: readonly OwnedFile[];
}

/** Files that a package of a language says it brought, as far as they may be programs. */
export interface ClaimedFilesFact extends Fact {
  readonly kind: "claimed-files";
  readonly paths: readonly string[];
}

/** A program for a processor, known by its first bytes. */
export interface ProgramFact extends Fact {
  readonly kind: "program";
  readonly bytes: number;
  readonly format: "ELF" | "PE" | "Mach-O";
}

/** The programs that no package brought and no reader knew. */
export interface UnclaimedProgramsFact extends Fact {
  readonly kind: "unclaimed-programs";
  /** All programs that were seen. */
  readonly programs: number;
  readonly unclaimed: number;
  /** Of those that are unclaimed. */
  readonly bytes: number;
  /** At most ten. */
  readonly largest: readonly ProgramFact[];
}

/** The licences of a distribution's package, where its database does not hold them. */
export interface PackageLicensesFact extends Fact {
  readonly kind: "package-licenses";
  readonly type: "deb";
  readonly owner: string;
  readonly licenses: readonly string[];
}

/** What `os-release` says of the system. */
export interface DistributionFact extends Fact {
  readonly kind: "distribution";
  /** `ID`, such as `debian`. */
  readonly id: string;
  /** `VERSION_ID`, else `VERSION_CODENAME`; a rolling release has neither. */
  readonly version?: string;
}

/** Something that looks like a package or names one, and is none that could be listed; counted under `as`. */
export interface PassedOverFact extends Fact {
  readonly kind: "passed-over";
  readonly as: "notPackages" | "withoutVersion" | "withoutPurl" | "withoutModules" | "unresolved";
  readonly reason: string;
}

/**
 * What a manifest asks for, by what it asks it for: what a lock file beside it or above it leaves out. Each as the lock
 * calls it, best first: `name@range`, `name`.
 */
export interface AskedForFact extends Fact {
  readonly kind: "asked-for";
  /** Of the packages' URLs. */
  readonly type: string;
  readonly production: readonly (readonly string[])[];
  readonly optional: readonly (readonly string[])[];
  readonly development: readonly (readonly string[])[];
}

/**
 * A place that names packages and could not be read. It becomes a gap unless a later layer removes the file:
 * therefore it is a fact of ours and not at once a gap.
 */
export interface UnreadFact extends Fact {
  readonly kind: "unread-packages";
  readonly reason: string;
}

/** A component beside what the declared standard forbids. */
export interface StandardComponentFact extends JudgedFact {
  readonly kind: "standard-component";
  readonly purl: string;
  /** `standard.components.forbid` of the configuration. */
  readonly forbidden: readonly string[];
}

/** All that a reader of this room yields. */
export type InventoryFact =
  | PackageFact
  | OwnedFilesFact
  | ClaimedFilesFact
  | ProgramFact
  | PackageLicensesFact
  | DistributionFact
  | PassedOverFact
  | AskedForFact
  | UnreadFact;

export function unreadAt(at: Place, reason: string): UnreadFact {
  return { kind: "unread-packages", at, reason };
}

export function passedOverAt(at: Place, as: PassedOverFact["as"], reason: string): PassedOverFact {
  return { kind: "passed-over", at, as, reason };
}
