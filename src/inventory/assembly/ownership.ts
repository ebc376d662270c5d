import { compareText } from "../../core/order.ts";
import type { Place } from "../../core/place.ts";
import type { OwnedFilesFact, PackageFact } from "../facts.ts";

/** Who owns a file, and in which layer that was written down. */
interface Claim {
  readonly owner: PackageFact;
  readonly layer: number;
}

/** Answers which distribution's package a file belongs to. */
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
      if (owner !== undefined) this.#claim(owner, list.paths, list.at.layer);
    }
    for (const owner of packages) this.#claim(owner, owner.owns, owner.at.layer);
  }

  #claim(owner: PackageFact, paths: readonly string[], layer: string | undefined): void {
    const claim: Claim = { owner, layer: this.#layerIndex(layer) };
    for (const path of paths) {
      const name = withoutUsr(path);
      const known = this.#claims.get(name);
      if (known === undefined || isBefore(claim, known)) this.#claims.set(name, claim);
    }
  }

  /**
   * A file from a layer above the one that says who owns it was put there afterwards, by somebody else: as when
   * `npm install -g npm` replaces the npm of the distribution.
   */
  ownerOf({ path, layer }: Place): PackageFact | undefined {
    if (path === undefined) return undefined;
    const claim = this.#claims.get(withoutUsr(path));
    return claim !== undefined && this.#layerIndex(layer) <= claim.layer ? claim.owner : undefined;
  }
}

/** Two packages may claim one path, where one diverts the other's file: the answer must not hang on who is met first. */
function isBefore(a: Claim, b: Claim): boolean {
  return a.layer > b.layer || (a.layer === b.layer && compareText(a.owner.name, b.owner.name) < 0);
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

/** With merged `/usr`, the package says `/bin/x` or `/lib/x` and the file lies in `/usr/bin/x`. */
function withoutUsr(path: string): string {
  return /^usr\/(?:bin|sbin|lib|lib32|lib64|libx32)\//.test(path) ? path.slice("usr/".length) : path;
}
