import { compareText } from "../../core/order.ts";
import { isArchive } from "../ecosystems/maven/archive-contents.ts";
import type { OwnedFile, OwnedFilesFact, PackageFact } from "../facts.ts";

/** Who owns a file, in which layer that was written down, and how the file is known again. */
interface Claim {
  readonly owner: PackageFact;
  readonly layer: number;
  readonly sum?: string;
}

/** Answers in which distribution's package a package of another ecosystem lies. */
export class Ownership {
  readonly #claims = new Map<string, Claim>();
  readonly #layerIndex: (layer: string | undefined) => number;

  constructor(
    packages: readonly PackageFact[],
    lists: readonly OwnedFilesFact[],
    layerIndex: (layer: string | undefined) => number,
  ) {
    this.#layerIndex = layerIndex;
    const owners = byName(packages);
    for (const list of lists) {
      const owner = owners.get(`${list.type} ${list.owner}`);
      if (owner !== undefined) this.#claim(owner, list.files, list.at.layer);
    }
    for (const owner of packages) this.#claim(owner, owner.owns, owner.at.layer);
  }

  #claim(owner: PackageFact, files: readonly OwnedFile[], layer: string | undefined): void {
    for (const { path, sum } of files) {
      const claim: Claim = { owner, layer: this.#layerIndex(layer), ...(sum !== undefined && { sum }) };
      const name = withoutUsr(path);
      const known = this.#claims.get(name);
      if (known === undefined || isBefore(claim, known)) this.#claims.set(name, claim);
    }
  }

  /**
   * A file with another checksum was put there by somebody else, as when `npm install -g npm` replaces the npm of the
   * distribution. Without a checksum, a file from a layer above the one that says who owns it counts as replaced.
   */
  ownerOf({ at: { path, layer }, sums = [] }: Pick<PackageFact, "at" | "sums">): PackageFact | undefined {
    const claim = path === undefined ? undefined : this.#claims.get(withoutUsr(fileOf(path)));
    if (claim === undefined) return undefined;
    const isTheirs =
      claim.sum !== undefined && sums.length > 0 ? sums.includes(claim.sum) : this.#layerIndex(layer) <= claim.layer;
    return isTheirs ? claim.owner : undefined;
  }
}

/**
 * The claim from the highest layer counts, and of one package's claims the one with a checksum. Two packages claim
 * one path where one diverts the other's file: the answer must not hang on who is met first.
 */
function isBefore(a: Claim, b: Claim): boolean {
  if (a.layer !== b.layer) return a.layer > b.layer;
  const order = compareText(a.owner.name, b.owner.name);
  return order < 0 || (order === 0 && a.sum !== undefined && b.sum === undefined);
}

/** dpkg names the lists of packages that can be here for several architectures `name:architecture`. */
function byName(packages: readonly PackageFact[]): Map<string, PackageFact> {
  const owners = new Map<string, PackageFact>();
  for (const fact of packages) {
    if (fact.identity.by !== "distribution") continue;
    const name = `${fact.identity.type} ${fact.name}`;
    owners.set(`${name}:${fact.identity.architecture}`, fact);
    if (!owners.has(name)) owners.set(name, fact);
  }
  return owners;
}

/** What lies in an archive has the path inside behind that of the file. */
function fileOf(path: string): string {
  for (let slash = path.indexOf("/"); slash !== -1; slash = path.indexOf("/", slash + 1)) {
    const outer = path.slice(0, slash);
    if (isArchive(outer)) return outer;
  }
  return path;
}

/** With merged `/usr`, the package says `/bin/x` or `/lib/x` and the file lies in `/usr/bin/x`. */
function withoutUsr(path: string): string {
  return /^usr\/(?:bin|sbin|lib|lib32|lib64|libx32)\//.test(path) ? path.slice("usr/".length) : path;
}
