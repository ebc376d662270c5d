import type { Fact } from "../../core/fact.ts";

/** A file of a Helm chart, as it is written. No rule judges it: the chart is rendered first. */
export interface ChartFile extends Fact {
  readonly kind: "chart-file";
  /** In the tree; of a packed chart, the archive's path followed by the way inside it. */
  readonly path: string;
  readonly text: string;
}
