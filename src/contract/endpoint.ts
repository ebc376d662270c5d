import type * as z from "zod";
import type { Action } from "./actions.ts";

/** Why an endpoint asks for no login. There are no other reasons. */
export type Open = "health" | "set-up" | "sign-in";

/** One thing that the hub can be asked over HTTP. Everything that comes in and goes out passes its schemas. */
export interface Endpoint<
  Params extends z.ZodType = z.ZodType,
  Query extends z.ZodType = z.ZodType,
  Body extends z.ZodType = z.ZodType,
  Answer extends z.ZodType = z.ZodType,
> {
  readonly id: string;
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** With parameters as OpenAPI writes them: `/v1/keys/{id}`. */
  readonly path: string;
  readonly summary: string;
  /** What the caller must be allowed to do, or why nobody needs to be known. */
  readonly action: Action | { readonly open: Open };
  readonly params?: Params;
  readonly query?: Query;
  readonly body?: Body;
  /** Whether the body is a form that a page of somebody else posts (`application/x-www-form-urlencoded`), and no JSON. */
  readonly form?: true;
  /** Greatest number of bytes of the body. Default 1 MiB. */
  readonly bodyLimit?: number;
  readonly answer: Answer;
  /** Default 200. */
  readonly status?: 200 | 201 | 202 | 204 | 302 | 303;
  /** Of the answer, where it is text and no JSON. */
  readonly contentType?: string;
  /** Whose form errors have. Default: problem+json. */
  readonly errors?: "problem" | "osv" | "scim";
}

/** Declares an endpoint, and keeps the types of its schemas. */
export function endpoint<
  Params extends z.ZodType,
  Query extends z.ZodType,
  Body extends z.ZodType,
  Answer extends z.ZodType,
>(spec: Endpoint<Params, Query, Body, Answer>): Endpoint<Params, Query, Body, Answer> {
  return spec;
}
