import * as z from "zod";
import { endpoint } from "./endpoint.ts";

export const live = endpoint({
  id: "live",
  method: "GET",
  path: "/healthz",
  summary: "Whether the process answers at all",
  action: { open: "health" },
  answer: z.object({ status: z.literal("ok") }),
});

export const ready = endpoint({
  id: "ready",
  method: "GET",
  path: "/readyz",
  summary: "Whether requests are answered: the database is there and nobody is stopping the hub; 503 otherwise",
  action: { open: "health" },
  answer: z.object({
    status: z.literal("ready"),
    /** Whether the advisory data is as new as it should be. A hub with old data answers all the same. */
    advisories: z.enum(["fresh", "stale", "none"]),
  }),
});

export const openapi = endpoint({
  id: "openapi",
  method: "GET",
  path: "/v1/openapi.json",
  summary: "This description, in OpenAPI 3.1",
  action: "contract.read",
  answer: z.record(z.string(), z.unknown()),
});
