import type { Place } from "../../core/place.ts";
import type { PackageFact } from "../facts.ts";

/** One component as a document of any format lists it, before it becomes a package. */
export interface Listed {
  /** The document's own name of it, by which others need it. */
  readonly ref: string;
  readonly purl?: string;
  /** The property that names its kind where it has no package URL: `file`, `container`. */
  readonly kind?: string;
  readonly group?: string;
  readonly name: string;
  readonly licenses: readonly string[];
  readonly supplier?: string;
  readonly hashes: readonly string[];
  readonly relation?: PackageFact["relation"];
  readonly scope?: NonNullable<PackageFact["scope"]>;
  readonly direct?: boolean;
  readonly source?: { readonly name: string; readonly version?: string };
  readonly distribution?: string;
  /** The package URL of the distribution's package that put it there. */
  readonly ownedBy?: string;
  /** Where it lies in what the document is about. */
  readonly places: readonly Place[];
  /** The refs of what it needs. */
  readonly needs: readonly string[];
}

/** What a document lists, and what in it is not as its format asks. */
export interface Listing {
  readonly components: readonly Listed[];
  readonly faults: readonly string[];
}
