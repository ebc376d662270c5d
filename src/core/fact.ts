import type { Place } from "./place.ts";
import type { Subject } from "./subject.ts";

/** Something a reader saw. Plain data: facts cross threads and caches. `kind` is unique over all rooms. */
export interface Fact {
  readonly kind: string;
  readonly at: Place;
  /** False when a later layer of the image removes or replaces the file; absent means visible. Set by the runner. */
  readonly visible?: boolean;
}

/** A fact that rules judge: it also says what a finding about it is about, and who or what reaches it. */
export interface JudgedFact extends Fact {
  readonly subject: Subject;
  /** Where else what it says stands: the value that a template wrote at `at`. */
  readonly origins?: readonly Place[];
  readonly signals?: Signals;
}

/** What a fact carries for the runner and not for a rule. */
export type Bare<F extends Fact> = Omit<F, "kind" | "at" | "visible" | "subject" | "origins" | "signals">;

/** What moves a finding up or down the list. Each says why in a clause that fits into one sentence. */
export interface Signals {
  readonly exploitation?: { readonly level: "active" | "likely"; readonly because: string };
  readonly reach?: { readonly level: "anyone" | "contributor" | "member"; readonly because: string };
  readonly exposure?: { readonly level: "public" | "internal" | "dormant"; readonly because: string };
  /** How near a component is to what really runs: part of what the image starts, or asked for by the project itself. */
  readonly use?: { readonly level: "started" | "direct"; readonly because: string };
  /** That it can be closed today. */
  readonly remedy?: { readonly level: "ready"; readonly because: string };
}
