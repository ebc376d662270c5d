import type { Place } from "../../core/place.ts";
import { type Purl, writePurl } from "../../core/purl.ts";
import type { PackageFact } from "../facts.ts";

/** What a reader knows of a package of a language; the rest follows, or is not known. */
export interface Known {
  readonly at: Place;
  readonly purl: Omit<Purl, "version">;
  /** As its own ecosystem writes it. */
  readonly name: string;
  readonly version?: string | undefined;
  readonly relation: PackageFact["relation"];
  /** Where its needs are looked up. */
  readonly within: string;
  /** By which others need it. Default: its name. */
  readonly key?: string;
  readonly provides?: readonly string[];
  /** Keys; each is one need. */
  readonly needs?: Iterable<string>;
  readonly licenses?: readonly string[];
  readonly supplier?: string | undefined;
  /** Of the package as it is handed out. */
  readonly hashes?: readonly string[];
  readonly scope?: PackageFact["scope"] | undefined;
  readonly direct?: boolean | undefined;
  readonly sums?: readonly string[];
}

/** A package of a language as a fact. */
export function asPackage(known: Known): PackageFact {
  const { at, purl, name, version, relation, within, supplier, hashes = [], scope, direct, sums } = known;
  return {
    kind: "package",
    at,
    identity: { by: "purl", type: purl.type, purl: writePurl({ ...purl, ...(version !== undefined && { version }) }) },
    name,
    ...(version !== undefined && { version }),
    licenses: known.licenses ?? [],
    ...(supplier !== undefined && { supplier }),
    ...(hashes.length > 0 && { hashes }),
    relation,
    ...(scope !== undefined && { scope }),
    ...(direct !== undefined && { direct }),
    realm: { by: "name", within },
    key: known.key ?? name,
    provides: known.provides ?? [],
    needs: [...(known.needs ?? [])].map((need) => [need]),
    owns: [],
    ...(sums !== undefined && { sums }),
  };
}

/** Whether the last part of a path is this name. */
export function isNamed(path: string, name: string): boolean {
  return path === name || (path.endsWith(name) && path[path.length - name.length - 1] === "/");
}
