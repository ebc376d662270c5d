import * as z from "zod";
import type { Product, Statement, StatementFile } from "./statement.ts";

const Named = z.object({
  "@id": z.string().optional(),
  identifiers: z.record(z.string(), z.string()).optional(),
});
const OpenVexProduct = z.union([
  z.string(),
  Named.extend({ subcomponents: z.array(z.union([z.string(), Named])).default([]) }),
]);

const OpenVexStatement = z.object({
  vulnerability: z.union([
    z.string(),
    z.object({ "@id": z.string().optional(), name: z.string().optional(), aliases: z.array(z.string()).default([]) }),
  ]),
  products: z.array(OpenVexProduct).min(1),
  /** Until version 0.0.1 beside the products. */
  subcomponents: z.array(z.union([z.string(), Named])).default([]),
  status: z.string(),
  justification: z.string().optional(),
  impact_statement: z.string().optional(),
  action_statement: z.string().optional(),
  status_notes: z.string().optional(),
  timestamp: z.string().optional(),
});
type OpenVexStatement = z.infer<typeof OpenVexStatement>;

const OpenVex = z.object({
  "@context": z.string().startsWith("https://openvex.dev/ns"),
  "@id": z.string().default(""),
  author: z.string().default("an author who is not named"),
  timestamp: z.string().default(""),
  last_updated: z.string().optional(),
  statements: z.array(z.unknown()),
});

/** Reads a document of OpenVEX (github.com/openvex/spec, 0.2.0). @throws ZodError when it is none */
export function readOpenVex(value: unknown, file: string): StatementFile {
  const { "@id": id, author, timestamp, last_updated, statements } = OpenVex.parse(value);
  const at = last_updated ?? timestamp;
  const taken: Statement[] = [];
  const refused: string[] = [];
  for (const [index, raw] of statements.entries()) {
    const parsed = OpenVexStatement.safeParse(raw);
    const place = `statement ${index + 1}`;
    if (!parsed.success) refused.push(`${place} does not fit the schema of OpenVEX`);
    else if (isBare(parsed.data)) refused.push(`${place} says not_affected and does not say why`);
    else taken.push(asStatement(parsed.data, author, at, file));
  }
  return { source: { id, author, at, format: "openvex" }, statements: taken, refused };
}

/** The specification asks for a justification or an impact statement; without one nobody can judge the claim. */
function isBare({ status, justification, impact_statement }: OpenVexStatement): boolean {
  return status === "not_affected" && justification === undefined && impact_statement === undefined;
}

const STATUSES: ReadonlyMap<string, Exclude<Statement["status"], object>> = new Map([
  ["not_affected", "not_affected"],
  ["affected", "affected"],
  ["fixed", "fixed"],
  ["under_investigation", "under_investigation"],
]);

function asStatement(one: OpenVexStatement, by: string, documentAt: string, file: string): Statement {
  const { vulnerability, status } = one;
  const names =
    typeof vulnerability === "string"
      ? [vulnerability]
      : [vulnerability.name, vulnerability["@id"], ...vulnerability.aliases];
  const words = [one.justification?.replaceAll("_", " "), one.impact_statement, one.action_statement, one.status_notes];
  return {
    names: names.flatMap((name) => (name === undefined ? [] : [lastPart(name)])),
    products: one.products.flatMap((product) => productsOf(product, one.subcomponents)),
    status: STATUSES.get(status) ?? { unknown: status },
    reason: words.filter((word) => word !== undefined && word !== "").join(": "),
    by,
    at: one.timestamp ?? documentAt,
    file,
  };
}

function productsOf(product: z.infer<typeof OpenVexProduct>, shared: readonly (string | z.infer<typeof Named>)[]) {
  const inner = typeof product === "string" ? [] : product.subcomponents;
  const within = [...inner, ...shared].flatMap(idsOf);
  return idsOf(product).map((id): Product => ({ id, within }));
}

function idsOf(named: string | z.infer<typeof Named>): string[] {
  if (typeof named === "string") return [named];
  const ids = [named.identifiers?.["purl"], named["@id"]].filter((id) => id !== undefined);
  return [...new Set(ids)];
}

/** Names may be written as addresses: `https://nvd.nist.gov/vuln/detail/CVE-2024-1`. */
function lastPart(name: string): string {
  return name.split("/").findLast((part) => part !== "") ?? name;
}
