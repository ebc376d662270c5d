import type { JudgedFact } from "../core/fact.ts";

/** What a pipeline component answered to somebody who has not signed in. */
export interface ProbedEndpoint extends JudgedFact {
  readonly kind: "probed-endpoint";
  readonly product: string;
  readonly url: string;
  /** `open` gave something away, `challenge` asked who we are, `unreachable` did not answer, `strange` answered unlike the product. */
  readonly state: "open" | "challenge" | "unreachable" | "strange";
  /** What was given away, or why there was no answer. */
  readonly detail: string;
  /** The requests that were made and their answers, such as `GET /v2/ → 401`. */
  readonly asked: readonly string[];
}
