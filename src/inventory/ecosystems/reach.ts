import type { PackageFact } from "../facts.ts";

type Scope = NonNullable<PackageFact["scope"]>;

/** What a project asks for, by what it asks it for: keys of packages. */
export interface Asked {
  readonly production: Iterable<string>;
  readonly optional: Iterable<string>;
  readonly development: Iterable<string>;
}

/** What a package needs, and what it can do without. */
export interface Needs {
  readonly required: Iterable<string>;
  readonly optional: Iterable<string>;
}

/**
 * The scope of each key, for locks that do not say it: what the project runs with is production; of the rest, what
 * something can do without is optional, unless only development reaches it.
 */
export function scopesByReach(asked: Asked, needsOf: (key: string) => Needs): Map<string, Scope> {
  const scopes = new Map<string, Scope>();
  const dispensable = [...asked.optional];
  const reach = (from: Iterable<string>, scope: Scope) => {
    const waiting = [...from];
    for (let key = waiting.pop(); key !== undefined; key = waiting.pop()) {
      if (scopes.has(key)) continue;
      scopes.set(key, scope);
      const { required, optional } = needsOf(key);
      const later = scope === "production" ? dispensable : waiting;
      for (const need of required) waiting.push(need);
      for (const need of optional) later.push(need);
    }
  };
  reach(asked.production, "production");
  reach(dispensable, "optional");
  reach(asked.development, "development");
  return scopes;
}
