import type { Fact, JudgedFact } from "../core/fact.ts";

/** The six kinds of sign that something here mines coins. */
export type MiningKind = "miner program" | "miner configuration" | "pool address" | "pool name" | "wallet" | "start-up";

/** One sign in one file. */
export interface MiningSign extends Fact {
  readonly kind: "mining-sign";
  readonly sign: MiningKind;
  /** What was recognised, short. */
  readonly shown: string;
}

/** All signs of one target together: one kind alone is a note, two that do not depend on each other are an alert. */
export interface MiningSigns extends JudgedFact {
  readonly kind: "mining-signs";
  readonly signs: readonly { readonly sign: MiningKind; readonly shown: string; readonly where: string }[];
}

/** What a package's own list says its files hash to. */
export interface PackagedHashes extends Fact {
  readonly kind: "packaged-hashes";
  readonly package: string;
  /** Path without a leading `usr/`, and MD5 in hexadecimal. */
  readonly files: readonly (readonly [path: string, md5: string])[];
}

/** What a file really hashes to. */
export interface FileHash extends Fact {
  readonly kind: "file-hash";
  readonly md5: string;
}

/** Paths that dpkg was told to leave to somebody else. */
export interface Diversions extends Fact {
  readonly kind: "diversions";
  readonly paths: readonly string[];
}

/** A package whose programs are not what it brought. */
export interface ChangedPackage extends JudgedFact {
  readonly kind: "changed-package";
  readonly package: string;
  readonly changed: readonly string[];
  readonly compared: number;
}

/** What an image stands on, and how we know. */
export interface ImageBase extends JudgedFact {
  readonly kind: "image-base";
  /** The declared base that the image descends from by its layers. */
  readonly proven: string;
  /** The base that a label or annotation claims, as a digest or a name. */
  readonly claimed: string;
  /** The claim names a declared base whose layers are not there. */
  readonly claimIsFalse: boolean;
  /** How many bases the standard declares with their layers. */
  readonly declared: number;
}

/** Where an image comes from, against the registries that are allowed. */
export interface ImageOrigin extends JudgedFact {
  readonly kind: "image-origin";
  readonly reference: string;
  /** Empty where the form has no registry, such as an archive. */
  readonly registry: string;
  readonly byDigest: boolean;
  readonly digest: string;
  readonly allowed: readonly string[];
}
