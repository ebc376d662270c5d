import type { FastifyRequest } from "fastify";
import type { Role } from "../../contract/roles.ts";
import { Problem } from "../http/problems.ts";
import type { Hub } from "../hub.ts";

/** Who asks. */
export interface Principal {
  readonly kind: "key" | "person" | "workload";
  readonly id: string;
  /** As the record of deeds names it. */
  readonly name: string;
  readonly roles: readonly Role[];
  /** The teams whose things it may touch. */
  readonly teams: readonly string[] | "all";
  /** Whether a person showed a second factor. Keys and workloads have none and need none. */
  readonly secondFactor: boolean;
  /** Whether a person has a second factor to show. */
  readonly enrolled?: boolean;
  /** A person's session. */
  readonly session?: string;
}

/**
 * One way of being known: by a key, a session, a workload's token. Answers nothing where the request carries nothing of
 * its kind, so that the next is asked. @throws Problem where it carries one that is not valid: nobody else is asked then
 */
export type Recognize = (request: FastifyRequest, hub: Hub) => Promise<Principal | undefined>;

/** Turns a request into who asks. @throws Problem 401 where nobody is recognized */
export async function principalOf(request: FastifyRequest, hub: Hub): Promise<Principal> {
  for (const recognize of hub.recognizers) {
    const principal = await recognize(request, hub);
    if (principal !== undefined) return principal;
  }
  throw new Problem(
    401,
    "auth/nobody",
    "Nobody is signed in",
    "Sign in, or send a key as `Authorization: Bearer wbk_…`. An administrator makes one with POST /v1/keys.",
  );
}

/** The text after `Bearer`, if there is one. */
export function bearerOf({ headers }: FastifyRequest): string | undefined {
  return /^Bearer ([\w.~+/-]{1,4096}=*)$/i.exec(headers.authorization ?? "")?.[1];
}

/** What stands in the record of deeds: `key 1b6e…(ci)`. */
export function actorOf({ kind, id, name }: Principal): string {
  return `${kind} ${id} (${name})`;
}
