import { CsafBranch, type CsafDocument, type CsafProduct } from "./schema.ts";

/** What a product id of a document stands for: a product, or a component as part of one. */
export interface CsafPart {
  /** Of the component, as the document writes it. */
  readonly purl?: string;
  readonly name: string;
  /** What it is part of, outermost last. */
  readonly within: readonly { readonly id: string; readonly cpe?: string; readonly purl?: string }[];
}

/** Branches below one another; a deeper tree is none that a person wrote. */
const DEEPEST = 30;

/** Relationships that follow one another, such as a package of a module of a product. */
const LONGEST_CHAIN = 8;

/** Answers what a product id stands for; undefined for one that the document does not explain. */
export function csafProducts({ product_tree }: CsafDocument): (id: string) => CsafPart | undefined {
  const products = new Map<string, CsafProduct>();
  for (const product of product_tree.full_product_names) products.set(product.product_id, product);
  for (const branch of product_tree.branches) gather(branch, products, 0);
  const relations = new Map(product_tree.relationships.map((one) => [one.full_product_name.product_id, one]));

  const partOf = (id: string, left: number): CsafPart | undefined => {
    const relation = relations.get(id);
    const own = products.get(id) ?? relation?.full_product_name;
    if (own === undefined || left === 0) return undefined;
    const helper = own.product_identification_helper;
    if (relation === undefined) return { name: own.name, ...purlIn(helper), within: [] };
    const inner = partOf(relation.product_reference, left - 1);
    const outer = partOf(relation.relates_to_product_reference, left - 1);
    const outside = products.get(relation.relates_to_product_reference)?.product_identification_helper;
    const where = { id: relation.relates_to_product_reference, ...purlIn(outer ?? {}), ...cpeIn(outside) };
    return {
      name: inner?.name ?? own.name,
      ...purlIn(helper?.purl === undefined ? (inner ?? {}) : helper),
      within: [...(inner?.within ?? []), where, ...(outer?.within ?? [])],
    };
  };
  return (id) => partOf(id, LONGEST_CHAIN);
}

function gather(value: unknown, into: Map<string, CsafProduct>, depth: number): void {
  const branch = CsafBranch.safeParse(value);
  if (!branch.success || depth > DEEPEST) return;
  const { product, branches } = branch.data;
  if (product != null) into.set(product.product_id, product);
  for (const child of branches ?? []) gather(child, into, depth + 1);
}

function purlIn(helper: { readonly purl?: string | undefined } | null | undefined): { purl?: string } {
  return helper?.purl === undefined ? {} : { purl: helper.purl };
}

function cpeIn(helper: { readonly cpe?: string | undefined } | null | undefined): { cpe?: string } {
  return helper?.cpe === undefined ? {} : { cpe: helper.cpe };
}
