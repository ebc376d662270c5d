import type { FastifyRequest } from "fastify";
import { Problem } from "../http/problems.ts";

/**
 * Demands that what a browser is made to do was begun by our own page: the browser itself says in `Origin` whose page
 * asks, and no page can say otherwise. @throws Problem 403
 */
export function assertOwnOrigin({ headers }: FastifyRequest, origin: string): void {
  if (headers.origin === origin) return;
  throw new Problem(403, "auth/other-origin", "Not allowed", `This is asked from pages of ${origin} alone.`);
}
