import { type Closing, judgeAbsence, type Silence, type Subject } from "./judge-absence.ts";
import { compareLooks, type PastLook } from "./look.ts";

/** Where a finding of a lineage stands. Looks are named by their id. */
export interface Life extends Subject {
  readonly fingerprint: string;
  readonly firstFound: number;
  /** The newest look that names it; null while that is the lineage's newest look at its room. */
  readonly lastFound: number | null;
  /** The first look after that which proves its end; null while it is open. */
  readonly closedBy: number | null;
  readonly reason: Closing | null;
  /** Of an open one: why the newest look says nothing about it. */
  readonly unseen: Silence | null;
}

/** What a look does to one finding. */
export interface Change {
  readonly kind: "opened" | "reopened" | "closed" | "unseen" | "seen-again" | "dated";
  readonly life: Life;
  /** Whether the look that came in is now the newest one that names it: then its words count. */
  readonly speaks: boolean;
}

/**
 * What changes when a look comes in, early or late. A finding's state follows from the looks alone, whatever the order
 * they came in: it was first found by the first that names it and last by the last that does, and is closed by the first
 * one after that which proves it. A finding of which nothing changes is not in the answer.
 * @param found what the look names, by fingerprint
 * @param lives all findings of the lineage so far
 * @param looks all looks at the lineage so far, without this one
 */
export function reconcile(
  look: PastLook,
  found: ReadonlyMap<string, Subject>,
  lives: Iterable<Life>,
  looks: readonly PastLook[],
): Change[] {
  const timeline = new Timeline([...looks, look]);
  const changes: Change[] = [];
  const known = new Set<string>();
  for (const life of lives) {
    known.add(life.fingerprint);
    const change = found.has(life.fingerprint) ? foundAgain(life, look, timeline) : notFound(life, look, timeline);
    if (change !== undefined) changes.push(change);
  }
  for (const [fingerprint, { room, purl }] of found) {
    if (known.has(fingerprint)) continue;
    const life = after({ fingerprint, room, purl, firstFound: look.id }, look, timeline);
    changes.push({ kind: life.closedBy === null ? "opened" : "closed", life, speaks: true });
  }
  return changes;
}

/** The looks in order, room by room: one that says nothing of a room does not count there. */
class Timeline {
  readonly #looks: readonly PastLook[];
  readonly #byId: ReadonlyMap<number, PastLook>;
  readonly #byRoom = new Map<string, readonly PastLook[]>();

  constructor(looks: readonly PastLook[]) {
    this.#looks = looks.toSorted(compareLooks);
    this.#byId = new Map(looks.map((look) => [look.id, look]));
  }

  at(id: number): PastLook {
    const look = this.#byId.get(id);
    if (look === undefined) throw new Error(`no look ${id}`);
    return look;
  }

  of(room: string): readonly PastLook[] {
    let looks = this.#byRoom.get(room);
    if (looks === undefined) {
      looks = this.#looks.filter(({ rooms }) => rooms.has(room));
      this.#byRoom.set(room, looks);
    }
    return looks;
  }

  /** The newest look at a room but for one. */
  newestBut(room: string, id: number): PastLook | undefined {
    return this.of(room).findLast((look) => look.id !== id);
  }

  isNewest({ id }: PastLook, room: string): boolean {
    return this.of(room).at(-1)?.id === id;
  }
}

function foundAgain(life: Life, look: PastLook, timeline: Timeline): Change | undefined {
  const firstFound = compareLooks(look, timeline.at(life.firstFound)) < 0 ? look.id : life.firstFound;
  const last = lastOf(life, look, timeline);
  if (compareLooks(look, last) < 0) {
    return firstFound === life.firstFound ? undefined : { kind: "dated", life: { ...life, firstFound }, speaks: false };
  }
  const next = after({ ...life, firstFound }, look, timeline);
  const kind = kindOf(life, next);
  if (kind === undefined && firstFound === life.firstFound && life.lastFound === next.lastFound) {
    // Nothing but the newest look moved on, which is not written down for each finding.
    return { kind: "dated", life, speaks: true };
  }
  return { kind: kind ?? "dated", life: next, speaks: true };
}

function notFound(life: Life, look: PastLook, timeline: Timeline): Change | undefined {
  if (!look.rooms.has(life.room)) return undefined;
  const last = lastOf(life, look, timeline);
  if (compareLooks(look, last) < 0) return undefined;
  if (life.closedBy !== null && compareLooks(look, timeline.at(life.closedBy)) > 0) return undefined;
  const next = after(life, last, timeline);
  const kind = kindOf(life, next);
  if (kind === undefined && life.lastFound === next.lastFound) return undefined;
  return { kind: kind ?? "dated", life: next, speaks: false };
}

/** The newest look that named it before this one came in. */
function lastOf(life: Life, look: PastLook, timeline: Timeline): PastLook {
  if (life.lastFound !== null) return timeline.at(life.lastFound);
  return timeline.newestBut(life.room, look.id) ?? timeline.at(life.firstFound);
}

/** The state of a finding that `last` is the newest look to name. */
function after(
  { fingerprint, room, purl, firstFound }: Pick<Life, "fingerprint" | "room" | "purl" | "firstFound">,
  last: PastLook,
  timeline: Timeline,
): Life {
  const life = { fingerprint, room, purl, firstFound, closedBy: null, reason: null, unseen: null };
  if (timeline.isNewest(last, room)) return { ...life, lastFound: null };
  let unseen: Silence | null = null;
  for (const later of timeline.of(room)) {
    if (compareLooks(later, last) <= 0) continue;
    const absence = judgeAbsence({ room, purl }, last, later);
    if (absence.kind === "closed") return { ...life, lastFound: last.id, closedBy: later.id, reason: absence.reason };
    unseen = absence.reason;
  }
  return { ...life, lastFound: last.id, unseen };
}

function kindOf(before: Life, now: Life): Change["kind"] | undefined {
  if (before.closedBy !== null && now.closedBy === null) return "reopened";
  if (before.closedBy === null && now.closedBy !== null) return "closed";
  if (before.closedBy !== now.closedBy || before.reason !== now.reason) return "dated";
  if (before.unseen === null && now.unseen !== null) return "unseen";
  if (before.unseen !== null && now.unseen === null) return "seen-again";
  return before.unseen === now.unseen ? undefined : "unseen";
}
