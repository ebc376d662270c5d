import type { Listed } from "../listed.ts";
import { SpdxRelationship } from "./schema.ts";

type Scope = Listed["scope"];

/** Of a relationship `a TYPE b`: that a needs b. */
const NEEDS: ReadonlySet<string> = new Set(["DEPENDS_ON", "HAS_PREREQUISITE", "STATIC_LINK", "DYNAMIC_LINK"]);
/** That b needs a, and what for. */
const NEEDED_BY: ReadonlyMap<string, Scope> = new Map([
  ["DEPENDENCY_OF", undefined],
  ["PREREQUISITE_FOR", undefined],
  ["RUNTIME_DEPENDENCY_OF", "production"],
  ["OPTIONAL_DEPENDENCY_OF", "optional"],
  ["DEV_DEPENDENCY_OF", "development"],
  ["TEST_DEPENDENCY_OF", "development"],
  ["BUILD_DEPENDENCY_OF", "development"],
]);

/** What the relationships of a document say. */
export interface Links {
  readonly needs: Map<string, string[]>;
  readonly scopes: Map<string, Scope>;
  /** What the document describes, and what that contains and was merged from: no packages of their own. */
  readonly targets: ReadonlySet<string>;
  readonly broken: number;
}

export function readLinks(written: readonly unknown[], describes: readonly string[]): Links {
  const links = { needs: new Map<string, string[]>(), scopes: new Map<string, Scope>() };
  const targets = new Set(describes);
  let broken = 0;
  for (const value of written) {
    const { success, data } = SpdxRelationship.safeParse(value);
    if (!success) broken++;
    else {
      const { spdxElementId: a, relationshipType: type, relatedSpdxElement: b } = data;
      if (type === "DESCRIBES") targets.add(b);
      else if (type === "DESCRIBED_BY") targets.add(a);
      else if (type === "CONTAINS" && b.startsWith(MERGED)) targets.add(b);
      else take(links, data);
    }
  }
  return { ...links, targets, broken };
}

/** Ids of ours for the targets of bills that were merged. */
const MERGED = "SPDXRef-Target-";

function take(
  { needs, scopes }: Pick<Links, "needs" | "scopes">,
  { spdxElementId: a, relationshipType: type, relatedSpdxElement: b }: SpdxRelationship,
): void {
  if (NEEDS.has(type)) link(needs, a, b);
  else if (NEEDED_BY.has(type)) {
    link(needs, b, a);
    const scope = NEEDED_BY.get(type);
    if (scope !== undefined && scopes.get(a) !== "production") scopes.set(a, scope);
  }
}

function link(needs: Map<string, string[]>, from: string, to: string): void {
  const known = needs.get(from);
  if (known === undefined) needs.set(from, [to]);
  else known.push(to);
}
