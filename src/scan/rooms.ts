import type { Analyzer } from "../core/analyzer.ts";
import { ROOMS, type Room } from "../core/room.ts";
import type { Selection } from "./selection.ts";

/** The one list of all rooms that look. Each is loaded for the first run that asks for it: half of them seldom are. */
const DOORS: Readonly<Record<Room, () => Promise<readonly Analyzer[]>>> = {
  inventory: async () => (await import("../inventory/index.ts")).inventory,
  advisories: async () => (await import("../advisories/index.ts")).advisories,
  secrets: async () => (await import("../secrets/index.ts")).secrets,
  workflows: async () => (await import("../workflows/index.ts")).workflows,
  config: async () => (await import("../config/index.ts")).config,
  trust: async () => (await import("../trust/index.ts")).trust,
  access: async () => (await import("../access/index.ts")).access,
};

/** Analyzers run in this order; a later one may ask for an earlier one's facts. */
export async function analyzersOf(rooms: readonly Room[]): Promise<Analyzer[]> {
  const asked = new Set(rooms);
  const wanted = ROOMS.filter((room) => asked.has(room));
  return (await Promise.all(wanted.map((room) => DOORS[room]()))).flat();
}

/**
 * The analyzers of all rooms that a selection may want something of, and of those whose facts they need. A word that
 * names no room brings all of them, so that whoever judges the word knows every name.
 */
export async function analyzersFor({ only, skip }: Selection): Promise<Analyzer[]> {
  const named = new Set([...only, ...skip].map(roomOf));
  const isOpen = only.length === 0 || named.has(undefined);
  let rooms: readonly Room[] = isOpen ? ROOMS : ROOMS.filter((room) => named.has(room));
  for (;;) {
    const analyzers = await analyzersOf(rooms);
    const wanted = new Set([...rooms, ...analyzers.flatMap(({ needs = [] }) => needs.map(roomOf))]);
    if (wanted.size === rooms.length) return analyzers;
    rooms = ROOMS.filter((room) => wanted.has(room));
  }
}

/** Of `config/dockerfile` it is `config`: analyzers, rules and readers are named by their room. */
export function roomOf(word: string): Room | undefined {
  return ROOMS.find((room) => word === room || word.startsWith(`${room}/`));
}
