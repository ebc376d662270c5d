import { type AdvisorySourceStatus, databaseStatus, type QueryDesk } from "../../scan/advisory-data.ts";

/** How old the advisory data is that the hub judges and answers by. */
export interface Freshness {
  readonly state: "fresh" | "stale" | "none";
  readonly builtAt: string | null;
  readonly sources: readonly AgedSource[];
  /** Of the source that was not renewed for longest, in seconds; null where there is none. */
  readonly oldest: number | null;
}

export interface AgedSource {
  readonly name: string;
  readonly fetchedAt: string;
  readonly stale: boolean;
}

const DAY = 86_400_000;

/** Answers how old the data is. Any source that is older than `mostDays` makes it stale: what it would say is missing. */
export function freshnessOf(
  advisories: Pick<QueryDesk, "current">,
  dataDirectory: string,
  mostDays: number,
): (now: Date) => Freshness {
  let known: { readonly version: string; readonly sources: readonly AdvisorySourceStatus[] } | undefined;
  return (now) => {
    const current = advisories.current();
    if (current === undefined) return NONE;
    if (known?.version !== current.version)
      known = { version: current.version, sources: databaseStatus(dataDirectory)?.sources ?? [] };
    const ages = known.sources.map(({ name, fetchedAt }) => ({
      name,
      fetchedAt,
      age: now.getTime() - Date.parse(fetchedAt),
    }));
    if (ages.length === 0) return NONE;
    const oldest = Math.max(...ages.map(({ age }) => age));
    return {
      state: oldest <= mostDays * DAY ? "fresh" : "stale",
      builtAt: current.builtAt,
      sources: ages.map(({ age, ...source }) => ({ ...source, stale: !(age <= mostDays * DAY) })),
      oldest: Math.round(oldest / 1_000),
    };
  };
}

const NONE: Freshness = { state: "none", builtAt: null, sources: [], oldest: null };
