import type { Place } from "../../core/place.ts";
import type { AskedForFact } from "../facts.ts";

type Group = "production" | "optional" | "development";

/** Gathers what a manifest asks for. */
export class Asking {
  readonly #groups: Record<Group, string[][]> = { production: [], optional: [], development: [] };

  /** `names`: as the lock may call it, best first. */
  add(group: Group, ...names: readonly string[]): void {
    this.#groups[group].push([...names]);
  }

  fact(at: Place, type: string): AskedForFact {
    return { kind: "asked-for", at, type, ...this.#groups };
  }
}
