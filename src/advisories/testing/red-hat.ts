export interface RedHatPart {
  readonly status: "fixed" | "known_affected" | "known_not_affected" | "under_investigation";
  readonly purl: string;
  /** Major release of Enterprise Linux. */
  readonly release: string;
  /** What Red Hat means to do about it, in its words. */
  readonly plan?: string;
  readonly impact?: string;
  readonly flag?: string;
  /** Minor release whose longer-lived stream it is about, such as `9.2`. */
  readonly stream?: string;
}

/** A document as Red Hat lays it out: products by CPE, components by package URL, and both joined by relationships. */
export function redHatDocument(cve: string, parts: readonly RedHatPart[]): string {
  const idOf = ({ release }: RedHatPart, at: number) =>
    `${productOf(parts[at] ?? { status: "fixed", purl: "", release })}:c${at}`;
  const ids = (status: string) => parts.flatMap((part, at) => (part.status === status ? [idOf(part, at)] : []));
  const products = new Map(parts.map((part) => [productOf(part), part]));
  return JSON.stringify({
    document: {
      category: "csaf_vex",
      publisher: { name: "Red Hat Product Security" },
      tracking: { id: cve, status: "final", current_release_date: "2026-03-01T00:00:00+00:00" },
    },
    product_tree: {
      branches: [
        {
          category: "vendor",
          name: "Red Hat",
          branches: [
            ...[...products].map(([id, { release, stream }]) => ({
              product: {
                name: id,
                product_id: id,
                product_identification_helper: {
                  cpe: `cpe:/o:redhat:${stream === undefined ? `enterprise_linux:${release}` : `rhel_eus:${stream}`}`,
                },
              },
            })),
            ...parts.map(({ purl }, at) => ({
              product: { name: `c${at}`, product_id: `c${at}`, product_identification_helper: { purl } },
            })),
          ],
        },
      ],
      relationships: parts.map((part, at) => ({
        category: "default_component_of",
        full_product_name: { name: idOf(part, at), product_id: idOf(part, at) },
        product_reference: `c${at}`,
        relates_to_product_reference: productOf(part),
      })),
    },
    vulnerabilities: [
      {
        cve,
        product_status: Object.fromEntries(parts.map(({ status }) => [status, ids(status)])),
        remediations: parts.flatMap((part, at) =>
          part.plan === undefined
            ? []
            : [{ category: "no_fix_planned", details: part.plan, product_ids: [idOf(part, at)] }],
        ),
        threats: parts.flatMap((part, at) =>
          part.impact === undefined
            ? []
            : [{ category: "impact", details: part.impact, product_ids: [idOf(part, at)] }],
        ),
        flags: parts.flatMap((part, at) =>
          part.flag === undefined ? [] : [{ label: part.flag, product_ids: [idOf(part, at)] }],
        ),
      },
    ],
  });
}

function productOf({ release, stream }: RedHatPart): string {
  return stream === undefined ? `red_hat_enterprise_linux_${release}` : `rhel_eus_${stream}`;
}
