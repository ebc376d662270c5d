import * as z from "zod";

/** The rooms that look at a target, in the order in which reports name them. */
export const ROOMS = ["inventory", "advisories", "secrets", "workflows", "config", "trust", "access"] as const;

export const Room = z.enum(ROOMS);
export type Room = z.infer<typeof Room>;
