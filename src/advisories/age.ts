import type { Look } from "../core/analyzer.ts";
import type { Gap } from "../core/gap.ts";
import type { IsTooOld } from "./match/match-components.ts";
import type { Store } from "./store/read.ts";

const DAY = 86_400_000;

/** How far a clock may be wrong. */
const TOLERANCE = DAY;

const RENEW = "`waybill advisories update` renews it";

/** Which data is too old to be believed where it finds nothing. */
export interface Age {
  readonly isTooOld: IsTooOld;
  /** Lists beside the advisories that are too old. */
  readonly gaps: readonly Gap[];
}

/**
 * Data older than the configuration allows says nothing of today: each package is held against the sources that speak
 * for its ecosystem, and where a distribution's own word is among them, that one counts. What old data finds is found.
 */
export function ageOf(store: Store, { configuration, now }: Look): Age {
  const { maxAge } = configuration.advisories;
  if (maxAge === undefined) return { isTooOld: () => undefined, gaps: [] };
  const old = new Map<string, string>();
  for (const { name, fetchedAt } of store.state().sources) {
    const age = now.getTime() - Date.parse(fetchedAt);
    const day = fetchedAt.slice(0, 10);
    if (age < -TOLERANCE)
      old.set(name, `${name} says that it was fetched on ${day}, which is yet to come: a clock is wrong`);
    else if (!(age <= maxAge * DAY))
      old.set(name, `${name} was fetched on ${day}, longer ago than the ${maxAge} days that waybill.yaml allows`);
  }
  const lists = ["CISA KEV", "FIRST EPSS"].flatMap((name) => old.get(name) ?? []);
  const known = new Map<string, string | undefined>();
  return {
    isTooOld: (ecosystem) => {
      if (!known.has(ecosystem)) known.set(ecosystem, reasonFor(store, ecosystem, old));
      return known.get(ecosystem);
    },
    gaps: lists.map((reason) => ({ where: "advisories/known", reason: `${reason}; ${RENEW}` })),
  };
}

function reasonFor(store: Store, ecosystem: string, old: ReadonlyMap<string, string>): string | undefined {
  const speaking = store.speakersFor(ecosystem);
  const own = speaking.filter(({ isReleaseTruth }) => isReleaseTruth);
  const [told] = (own.length > 0 ? own : speaking).flatMap(({ name }) => old.get(name) ?? []);
  return told === undefined ? undefined : `${told}; ${RENEW}`;
}
