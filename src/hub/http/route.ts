import type { FastifyReply, FastifyRequest } from "fastify";
import type * as z from "zod";
import type { Endpoint } from "../../contract/endpoint.ts";
import type { Principal } from "../auth/principal.ts";
import type { Hub } from "../hub.ts";

/** One request, checked, and who sends it. */
export interface Call<Params = unknown, Query = unknown, Body = unknown> {
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  /** Undefined where the endpoint asks for no login. */
  readonly principal: Principal | undefined;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

/** A call of an endpoint that asks for a login. */
export interface KnownCall<Params = unknown, Query = unknown, Body = unknown> extends Call<Params, Query, Body> {
  readonly principal: Principal;
}

/** An endpoint with what answers it. */
export interface Route {
  readonly endpoint: Endpoint;
  /** The team whose thing the call is about; null for the hub as a whole. */
  readonly team: (call: KnownCall, hub: Hub) => Promise<string | null>;
  readonly handle: (call: Call, hub: Hub) => Promise<unknown>;
  /** Reads the body in place of the endpoint's schema, which it has to check itself: for those too large to be read here. */
  readonly read?: (bytes: Buffer, hub: Hub) => Promise<unknown>;
}

/** The same, where nobody writes into it. */
type ReadOnly<T> = T extends readonly (infer Item)[]
  ? readonly ReadOnly<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]: ReadOnly<T[Key]> }
    : T;

type Out<Schema extends z.ZodType | undefined> = Schema extends z.ZodType ? z.output<Schema> : undefined;

/** Answers an endpoint. What `handle` answers passes the endpoint's schema: fields that it does not name stay here. */
export function route<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, A extends z.ZodType>(
  endpoint: Endpoint<P, Q, B, A>,
  handle: (call: KnownCall<Out<P>, Out<Q>, Out<B>>, hub: Hub) => Promise<ReadOnly<z.input<A>>>,
  team: (call: KnownCall<Out<P>, Out<Q>, Out<B>>, hub: Hub) => Promise<string | null> = async () => null,
): Route {
  return { endpoint, handle: handle as Route["handle"], team: team as Route["team"] };
}

/** Answers an endpoint whose body is handed over as it came, and is what `read` makes of it afterwards. */
export function routeOfBytes<A extends z.ZodType, Read>(
  endpoint: Endpoint<z.ZodType, z.ZodType, z.ZodType, A>,
  {
    read,
    team,
    handle,
  }: {
    readonly read: (bytes: Buffer, hub: Hub) => Promise<Read>;
    readonly team: (call: KnownCall<unknown, unknown, Read>, hub: Hub) => Promise<string | null>;
    readonly handle: (call: KnownCall<unknown, unknown, Read>, hub: Hub) => Promise<ReadOnly<z.input<A>>>;
  },
): Route {
  return { endpoint, read, handle: handle as Route["handle"], team: team as Route["team"] };
}
