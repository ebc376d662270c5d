import type { FactBook } from "../core/analyzer.ts";
import type { Fact } from "../core/fact.ts";

/** The facts of a run, filed by kind. */
export class Facts implements FactBook {
  readonly #byKind = new Map<string, Fact[]>();

  add(facts: readonly Fact[]): void {
    for (const fact of facts) {
      const filed = this.#byKind.get(fact.kind);
      if (filed === undefined) this.#byKind.set(fact.kind, [fact]);
      else filed.push(fact);
    }
  }

  of<F extends Fact>(kind: F["kind"]): readonly F[] {
    return (this.#byKind.get(kind) ?? []) as unknown as readonly F[];
  }
}
