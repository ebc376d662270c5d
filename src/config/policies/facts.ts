import type { JudgedFact } from "../../core/fact.ts";
import type { Severity } from "../../core/severity.ts";

/** That a policy of the user's own refuses an object, or has nothing against it. */
export interface PolicyAnswer extends JudgedFact {
  readonly kind: "policy-answer";
  readonly policy: string;
  readonly severity: Severity;
  /** `Deployment/web`. */
  readonly title: string;
  /** Which of the policy's validations, by its expression. */
  readonly expression: string;
  /** Why it is refused; undefined where it is not. */
  readonly message: string | undefined;
}
