import type { Analyzer } from "../core/analyzer.ts";
import { ROOMS } from "../core/room.ts";
import type { AnyRule } from "../core/rule.ts";
import { analyzersOf } from "./rooms.ts";

/** For those who speak about all rooms, as the help and the documentation do. */
export const ANALYZERS: readonly Analyzer[] = await analyzersOf(ROOMS);

/** Every rule once: two analyzers of a room may judge by the same ones. */
export const RULES: readonly AnyRule[] = [...new Set(ANALYZERS.flatMap(({ rules }) => rules))];
