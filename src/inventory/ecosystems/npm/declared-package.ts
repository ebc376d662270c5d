import type { Place } from "../../../core/place.ts";
import type { PackageFact } from "../../facts.ts";
import { npmPurl } from "./manifest.ts";

/** What a lock says of one package; the rest is the same for all locks of npm's registry. */
export interface Declared {
  readonly at: Place;
  /** Path of the lock, in which needs are looked up. */
  readonly lock: string;
  readonly name: string;
  readonly version: string;
  /** By which others in the lock need it, and what else they may call it. */
  readonly key: string;
  readonly provides?: readonly string[];
  /** Each need by its alternatives. */
  readonly needs: readonly (readonly string[])[];
  readonly scope?: PackageFact["scope"] | undefined;
  readonly direct?: boolean;
  readonly licenses?: readonly string[];
  readonly hashes?: readonly string[];
}

/** A package that a lock of npm, pnpm, Yarn or Bun names. */
export function declaredPackage(declared: Declared): PackageFact {
  const { at, lock, name, version, key, needs, scope, direct, hashes = [] } = declared;
  return {
    kind: "package",
    at,
    identity: { by: "purl", type: "npm", purl: npmPurl(name, version) },
    name,
    version,
    licenses: declared.licenses ?? [],
    ...(hashes.length > 0 && { hashes }),
    relation: "declared",
    ...(scope !== undefined && { scope }),
    ...(direct !== undefined && { direct }),
    realm: { by: "name", within: lock },
    key,
    provides: declared.provides ?? [],
    needs,
    owns: [],
  };
}
