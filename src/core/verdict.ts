import type { Evidence } from "./evidence.ts";
import type { Signals } from "./fact.ts";
import type { Fix } from "./fix.ts";
import type { Confidence, Severity } from "./severity.ts";
import type { Deed } from "./work-item.ts";

/**
 * What a rule says of one fact. *Unobservable* is an answer of its own: what could not be seen is never clean,
 * and it ends up in the coverage of the room with its place.
 */
export type Verdict = Pass | Fail | Unobservable | NotApplicable;

export interface Pass {
  readonly kind: "pass";
}

export interface Fail {
  readonly kind: "fail";
  /** One sentence that names the thing and what is wrong with it; the finding's title. */
  readonly message: string;
  /** Tells two findings of one rule on one subject apart; never a line number, an order, a time. */
  readonly cause?: string;
  readonly severity?: Severity;
  readonly confidence?: Confidence;
  readonly evidence?: readonly Evidence[];
  readonly signals?: Signals;
  readonly fix?: Fix;
  readonly deed?: Deed;
}

export interface Unobservable {
  readonly kind: "unobservable";
  readonly reason: string;
}

export interface NotApplicable {
  readonly kind: "not-applicable";
}
