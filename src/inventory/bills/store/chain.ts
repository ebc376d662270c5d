import type { DatabaseSync } from "node:sqlite";

/** More components than any way leads through; bounds what one answer costs. */
const MOST_STEPS = 100_000;

/** Finds for components of one bill the shortest way from what the target itself needs, as package URLs from the top. */
export function chainFinder(database: DatabaseSync, bill: number): (component: number) => string[] {
  const needing = database.prepare("select needing from edge where bill = ? and needed = ? order by needing");
  const direct = database.prepare("select direct from holding where bill = ? and component = ?");
  const purl = database.prepare("select purl from component where n = ?");
  const isTop = (n: number) => direct.get(bill, n)?.["direct"] === 1;
  return (component) => {
    if (isTop(component)) return [];
    const below = new Map<number, number>([[component, component]]);
    let end = component;
    for (const n of below.keys()) {
      // Maps hand over what is put in while they are gone through: this goes outwards ring by ring.
      const above = needing.all(bill, n).map((row) => Number(row["needing"]));
      if (n !== component && (above.length === 0 || isTop(n))) {
        end = n;
        break;
      }
      for (const one of above) if (!below.has(one)) below.set(one, n);
      if (below.size > MOST_STEPS) break;
    }
    const chain: string[] = [];
    for (let n = end; n !== component; n = below.get(n) ?? component) chain.push(String(purl.get(n)?.["purl"]));
    return chain;
  };
}
