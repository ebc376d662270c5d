import * as z from "zod";
import { endpoint } from "./endpoint.ts";
import { Role } from "./roles.ts";

export const me = endpoint({
  id: "me",
  method: "GET",
  path: "/v1/me",
  summary: "Who the caller is to the hub",
  action: "me.read",
  answer: z.object({
    kind: z.enum(["key", "person", "workload"]),
    id: z.string(),
    name: z.string(),
    roles: z.array(Role),
    /** Null for all teams. */
    teams: z.array(z.uuid()).nullable(),
    /** Whether a person showed a second factor: without, nothing can be changed. False of keys and jobs, which need none. */
    secondFactor: z.boolean(),
    /** Whether a person has a second factor to show. */
    enrolled: z.boolean(),
  }),
});
