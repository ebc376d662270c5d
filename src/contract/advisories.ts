import * as z from "zod";
import { endpoint } from "./endpoint.ts";

export const advisoryState = endpoint({
  id: "advisoryState",
  method: "GET",
  path: "/v1/advisories",
  summary: "How old the advisory data is that the hub judges by, and what came of the last look for newer",
  action: "advisories.query",
  answer: z.object({
    state: z.enum(["fresh", "stale", "none"]),
    builtAt: z.iso.datetime().nullable(),
    sources: z.array(z.object({ name: z.string(), fetchedAt: z.iso.datetime(), stale: z.boolean() })),
    /** Null where nobody has looked by schedule. */
    renewal: z
      .object({
        attemptedAt: z.iso.datetime(),
        /** When the data was last known to be the newest. */
        checkedAt: z.iso.datetime().nullable(),
        fault: z.string().nullable(),
        /** Feeds that stayed as they were, and why. */
        failed: z.array(z.string()),
      })
      .nullable(),
  }),
});
