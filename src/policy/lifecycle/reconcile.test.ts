import fc from "fast-check";
import { expect, test } from "vitest";
import { judgeAbsence, type Subject } from "./judge-absence.ts";
import { compareLooks, compareScanners, type PastLook, type Sight } from "./look.ts";
import { type Change, type Life, reconcile } from "./reconcile.ts";

interface Told extends PastLook {
  readonly found: ReadonlyMap<string, Subject>;
}

const LODASH = "pkg:npm/lodash@4.17.20";
const NEWER = "pkg:npm/lodash@4.17.21";
const HOLE: Subject = { room: "advisories", purl: LODASH };
const SECRET: Subject = { room: "secrets", purl: null };

function look(id: number, wish: Partial<Told> = {}): Told {
  return {
    id,
    takenAt: `2026-11-${String(id).padStart(2, "0")}T00:00:00.000Z`,
    digest: `d${id}`,
    version: "1.0.0",
    advisoriesAt: "2026-11-01T00:00:00.000Z",
    rooms: new Map<string, Sight>([
      ["advisories", "complete"],
      ["inventory", "complete"],
      ["secrets", "complete"],
    ]),
    purls: new Set([LODASH]),
    found: new Map([["hole", HOLE]]),
    ...wish,
  };
}

/** Takes looks in one after the other, as the hub does. */
function live(looks: readonly Told[]): { lives: Map<string, Life>; changes: Change[][] } {
  const lives = new Map<string, Life>();
  const changes: Change[][] = [];
  for (const [at, one] of looks.entries()) {
    const change = reconcile(one, one.found, lives.values(), looks.slice(0, at));
    for (const { life } of change) lives.set(life.fingerprint, life);
    changes.push(change);
  }
  return { lives, changes };
}

const rooms = (...entries: [string, Sight][]) => new Map<string, Sight>(entries);
const NOTHING = new Map<string, Subject>();

test.each([
  ["upgraded", look(2, { found: NOTHING, purls: new Set([NEWER]) }), "upgraded"],
  ["taken out", look(2, { found: NOTHING, purls: new Set() }), "removed"],
  ["withdrawn", look(2, { found: NOTHING }), "advisory-changed"],
])("a hole that was %s is closed", (_, later, reason) => {
  expect(live([look(1), later]).lives.get("hole")).toMatchObject({ closedBy: 2, reason, lastFound: 1, unseen: null });
});

test.each([
  ["the analyzer was killed", { rooms: rooms(["advisories", "partial"], ["inventory", "complete"]) }, "coverage-lost"],
  ["the bill was cut off", { rooms: rooms(["advisories", "complete"], ["inventory", "partial"]) }, "coverage-lost"],
  ["no bill came", { purls: null }, "no-bill"],
  ["an older scanner looked", { version: "0.9.0", purls: new Set<string>() }, "older-scanner"],
  ["it knew less", { advisoriesAt: "2026-10-01T00:00:00.000Z" }, "older-advisories"],
  ["it knew nothing", { advisoriesAt: null }, "older-advisories"],
])("nothing is closed when %s", (_, wish, unseen) => {
  const { lives } = live([look(1), look(2, { found: NOTHING, ...wish })]);
  expect(lives.get("hole")).toMatchObject({ closedBy: null, unseen, lastFound: 1 });
});

test("a look at another room says nothing", () => {
  const { lives, changes } = live([look(1), look(2, { found: NOTHING, rooms: rooms(["secrets", "complete"]) })]);
  expect(changes[1]).toEqual([]);
  expect(lives.get("hole")).toMatchObject({ closedBy: null, unseen: null, lastFound: null });
});

test("a secret that is gone is removed; what comes back is reopened and keeps its first look", () => {
  const found = new Map([["secret", SECRET]]);
  const { lives, changes } = live([look(1, { found }), look(2, { found: NOTHING }), look(3, { found })]);
  expect(changes.map((all) => all.map(({ kind }) => kind))).toEqual([["opened"], ["closed"], ["reopened"]]);
  expect(lives.get("secret")).toMatchObject({ firstFound: 1, lastFound: null, closedBy: null });
});

test("the same found again changes nothing", () => {
  const { lives, changes } = live([look(1), look(2), look(3)]);
  expect(
    changes
      .slice(1)
      .flat()
      .every(({ life }) => life === lives.get("hole") || life.firstFound === 1),
  ).toBe(true);
  expect(lives.get("hole")).toMatchObject({ firstFound: 1, lastFound: null });
});

test("a silence ends by itself when the next whole look names it, or proves its end", () => {
  const silent = look(2, { found: NOTHING, rooms: rooms(["advisories", "partial"]) });
  expect(live([look(1), silent, look(3)]).lives.get("hole")).toMatchObject({ lastFound: null, unseen: null });
  const gone = look(3, { found: NOTHING, purls: new Set() });
  expect(live([look(1), silent, gone]).lives.get("hole")).toMatchObject({ closedBy: 3, reason: "removed" });
});

const someLook = fc.record({
  at: fc.integer({ min: 1, max: 9 }),
  version: fc.constantFrom("1.0.0", "1.1.0", "1.10.0"),
  advisoriesAt: fc.constantFrom("2026-11-01T00:00:00.000Z", "2026-11-05T00:00:00.000Z", null),
  rooms: fc.uniqueArray(
    fc.tuple(fc.constantFrom("advisories", "inventory", "secrets"), fc.constantFrom<Sight>("complete", "partial")),
    { selector: ([room]) => room },
  ),
  purls: fc.option(fc.subarray([LODASH, NEWER])),
  holes: fc.subarray(["h1", "h2"]),
  secrets: fc.subarray(["s1", "s2"]),
});

test("whatever the order in which looks come in, every finding ends in the same state", () => {
  fc.assert(
    fc.property(
      fc.array(someLook, { minLength: 2, maxLength: 6 }).chain((looks) =>
        fc.tuple(
          fc.constant(looks),
          fc.shuffledSubarray(
            looks.map((_, n) => n),
            { minLength: looks.length },
          ),
        ),
      ),
      ([plans, order]) => {
        const looks = plans.map((plan, n): Told => {
          const spoken = new Map(plan.rooms);
          const found = new Map<string, Subject>();
          if (spoken.has("advisories")) for (const hole of plan.holes) found.set(hole, HOLE);
          if (spoken.has("secrets")) for (const secret of plan.secrets) found.set(secret, SECRET);
          return look(n + 1, {
            takenAt: `2026-11-0${plan.at}T00:00:00.000Z`,
            version: plan.version,
            advisoriesAt: plan.advisoriesAt,
            rooms: spoken,
            purls: plan.purls === null ? null : new Set(plan.purls),
            found,
          });
        });
        const sorted = live(looks.toSorted(compareLooks)).lives;
        const shuffled = live(order.map((n) => looks[n] as Told)).lives;
        expect(new Map([...shuffled].sort())).toEqual(new Map([...sorted].sort()));
      },
    ),
    { numRuns: 1_000 },
  );
});

test.each([
  ["1.2.0", "1.10.0", -1],
  ["1.10.0", "1.10.0", 0],
  ["2.0.0", "1.10.0", 1],
  ["1.0", "1.0.1", -1],
])("scanner %s against %s", (a, b, sign) => {
  expect(Math.sign(compareScanners(a, b))).toBe(sign);
});

test("a package of another name is no other version", () => {
  const later = look(2, { purls: new Set(["pkg:npm/lodash.merge@4.6.2"]) });
  expect(judgeAbsence(HOLE, look(1), later)).toEqual({ kind: "closed", reason: "removed" });
});
