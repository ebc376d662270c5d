import type { Rule } from "../../core/rule.ts";
import type { Exposure } from "./facts.ts";

interface ExposureWords extends Pick<Rule, "id" | "title" | "severity" | "why" | "fix" | "standards" | "aliases"> {
  readonly products: readonly [Exposure["product"], ...Exposure["product"][]];
  /** What is given away in the rule's example. */
  readonly given: string;
}

/** A rule on what a product gives to whoever reaches it: they differ in their words alone. */
export function exposureRule({ products, given, ...words }: ExposureWords): Rule<Exposure> {
  const [product] = products;
  const example = { product, address: "https://10.0.0.5:10250", given: [given], asked: ["GET / → 200"] } as const;
  const other = product === "etcd" ? "registry" : "etcd";
  return {
    ...words,
    on: "exposure",
    confidence: "proven",
    examples: [
      { given: example, verdict: "fail" },
      { given: { ...example, given: [], asked: ["GET / → 401"] }, verdict: "pass" },
      { given: { ...example, product: other }, verdict: "not-applicable" },
    ],
    judge: (exposure) => {
      if (!products.includes(exposure.product)) return { kind: "not-applicable" };
      if (exposure.given.length === 0) return { kind: "pass" };
      const listed = exposure.given.join(", ");
      return {
        kind: "fail",
        message: `the ${exposure.product} at ${exposure.address} gives ${listed} to anyone`,
        evidence: exposure.asked.map((text) => ({ kind: "check", text })),
        signals: { reach: { level: "anyone", because: "whoever reaches it on the network may use it" } },
      };
    },
  };
}
