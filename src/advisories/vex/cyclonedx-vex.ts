import * as z from "zod";
import type { Product, Statement, StatementFile } from "./statement.ts";

const CycloneDxVulnerability = z.object({
  id: z.string(),
  references: z.array(z.object({ id: z.string() })).default([]),
  analysis: z
    .object({
      state: z.string(),
      justification: z.string().optional(),
      detail: z.string().optional(),
      lastUpdated: z.string().optional(),
      firstIssued: z.string().optional(),
    })
    .optional(),
  affects: z
    .array(
      z.object({
        ref: z.string(),
        versions: z
          .array(
            z.object({ version: z.string().optional(), range: z.string().optional(), status: z.string().optional() }),
          )
          .default([]),
      }),
    )
    .default([]),
});
type CycloneDxVulnerability = z.infer<typeof CycloneDxVulnerability>;

const CycloneDx = z.object({
  bomFormat: z.literal("CycloneDX"),
  serialNumber: z.string().default(""),
  metadata: z
    .object({
      timestamp: z.string().optional(),
      authors: z.array(z.object({ name: z.string().optional() })).default([]),
      supplier: z.object({ name: z.string().optional() }).optional(),
      component: z.unknown().optional(),
    })
    .optional(),
  components: z.array(z.unknown()).default([]),
  vulnerabilities: z.array(z.unknown()),
});

const Component = z.object({
  "bom-ref": z.string().optional(),
  purl: z.string().optional(),
  components: z.array(z.unknown()).default([]),
});

/** What CycloneDX calls a state; those that excuse a hole say "it does not count here" or "it is mended here". */
const STATES: ReadonlyMap<string, Exclude<Statement["status"], object>> = new Map([
  ["not_affected", "not_affected"],
  ["false_positive", "not_affected"],
  ["resolved", "fixed"],
  ["resolved_with_pedigree", "fixed"],
  ["exploitable", "affected"],
  ["in_triage", "under_investigation"],
]);

/** Reads the analyses of a CycloneDX document (ECMA-424, `vulnerabilities`). @throws ZodError when it is none */
export function readCycloneDxVex(value: unknown, file: string): StatementFile {
  const { serialNumber: id, metadata, components, vulnerabilities } = CycloneDx.parse(value);
  const purls = new Map<string, string>();
  for (const component of [metadata?.component, ...components]) gather(component, purls, 0);
  const by = metadata?.authors[0]?.name ?? metadata?.supplier?.name ?? "an author who is not named";
  const at = metadata?.timestamp ?? "";
  const refused: string[] = [];
  const statements: Statement[] = [];
  for (const [index, raw] of vulnerabilities.entries()) {
    const parsed = CycloneDxVulnerability.safeParse(raw);
    if (!parsed.success) refused.push(`vulnerability ${index + 1} does not fit the schema of CycloneDX`);
    else if (parsed.data.analysis !== undefined) {
      const products = productsOf(parsed.data, purls);
      if (products.length === 0) refused.push(`${parsed.data.id} names no package that can be told`);
      else statements.push(asStatement(parsed.data, products, by, at, file));
    }
  }
  return { source: { id, author: by, at, format: "cyclonedx" }, statements, refused };
}

function asStatement(
  { id, references, analysis }: CycloneDxVulnerability,
  products: readonly Product[],
  by: string,
  documentAt: string,
  file: string,
): Statement {
  const { state = "", justification, detail, lastUpdated, firstIssued } = analysis ?? {};
  const words = [
    justification?.replaceAll("_", " "),
    state === "false_positive" ? "false positive" : undefined,
    detail,
  ];
  return {
    names: [id, ...references.map((reference) => reference.id)],
    products,
    status: STATES.get(state) ?? { unknown: state },
    reason: words.filter((word) => word !== undefined && word !== "").join(": "),
    by,
    at: lastUpdated ?? firstIssued ?? documentAt,
    file,
  };
}

/** A reference names a component of this document, of another one (BOM-Link, after `#`), or is a package URL itself. */
function productsOf({ affects }: CycloneDxVulnerability, purls: ReadonlyMap<string, string>): Product[] {
  return affects.flatMap(({ ref, versions }): Product[] => {
    const local = ref.startsWith("urn:cdx:") ? decode(ref.slice(ref.indexOf("#") + 1)) : ref;
    const id = purls.get(local) ?? (local.startsWith("pkg:") ? local : undefined);
    if (id === undefined) return [];
    const meant = versions.filter(({ status }) => status !== "unaffected" && status !== "unknown");
    if (meant.length === 0) return [{ id, within: [] }];
    return meant.map(({ version, range }) => ({ id, within: [], versions: range ?? `vers:any/${version ?? "*"}` }));
  });
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Components within components; a deeper tree is none that a tool wrote. */
const DEEPEST = 30;

function gather(value: unknown, into: Map<string, string>, depth: number): void {
  const component = Component.safeParse(value);
  if (!component.success || depth > DEEPEST) return;
  const { "bom-ref": ref, purl, components } = component.data;
  if (ref !== undefined && purl !== undefined) into.set(ref, purl);
  for (const child of components) gather(child, into, depth + 1);
}
