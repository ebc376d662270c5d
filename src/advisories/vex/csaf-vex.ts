import { type CsafPart, csafProducts } from "../csaf/products.ts";
import { CsafDocument, type CsafVulnerability } from "../csaf/schema.ts";
import type { Product, Statement, StatementFile } from "./statement.ts";

type Status = Exclude<Statement["status"], object>;

/** By the lists of a document's `product_status`. */
const LISTS: readonly (readonly [keyof CsafVulnerability["product_status"], Status])[] = [
  ["known_not_affected", "not_affected"],
  ["fixed", "fixed"],
  ["first_fixed", "fixed"],
  ["known_affected", "affected"],
  ["first_affected", "affected"],
  ["last_affected", "affected"],
  ["under_investigation", "under_investigation"],
];

/** Reads a CSAF document as statements about products. @throws ZodError when it is none */
export function readCsafVex(value: unknown, file: string): StatementFile {
  const document = CsafDocument.parse(value);
  const { publisher, tracking } = document.document;
  const at = tracking.current_release_date;
  const source = { id: tracking.id, author: publisher.name, at, format: "csaf" } as const;
  if (tracking.status === "draft") return { source, statements: [], refused: ["the document is a draft"] };
  const partOf = csafProducts(document);
  const refused = new Set<string>();
  const statements = document.vulnerabilities.flatMap((vulnerability) => {
    const names = [vulnerability.cve, ...(vulnerability.ids ?? []).map(({ text }) => text)].filter(
      (name) => name !== undefined,
    );
    return LISTS.flatMap(([list, status]) =>
      (vulnerability.product_status[list] ?? []).flatMap((id): Statement[] => {
        const part = partOf(id);
        if (part?.purl === undefined) {
          refused.add(`product ${id} has no package URL`);
          return [];
        }
        const reason = reasonFor(id, vulnerability);
        if (status === "not_affected" && reason === "") {
          refused.add(`product ${id} is called not affected, and nothing says why`);
          return [];
        }
        return [{ names, products: productsOf(part), status, reason, by: publisher.name, at, file }];
      }),
    );
  });
  return { source, statements, refused: [...refused] };
}

function productsOf({ purl = "", within }: CsafPart): Product[] {
  const wholes = within.flatMap(({ purl: whole }) => (whole === undefined ? [] : [whole]));
  return wholes.length === 0 ? [{ id: purl, within: [] }] : wholes.map((id) => ({ id, within: [purl] }));
}

function reasonFor(id: string, { flags, threats, remediations }: CsafVulnerability): string {
  const isAbout = ({ product_ids }: { product_ids?: string[] | undefined }) => product_ids?.includes(id) ?? false;
  const words = [
    ...flags.filter(isAbout).map(({ label }) => label.replaceAll("_", " ")),
    ...threats.filter((threat) => threat.category === "impact" && isAbout(threat)).map(({ details }) => details),
    ...remediations.filter(isAbout).map(({ details }) => details),
  ];
  return [...new Set(words)].filter((word) => word !== "").join(": ");
}
