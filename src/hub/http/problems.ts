import type { FastifyReply } from "fastify";
import type * as z from "zod";
import type { Problem as ProblemBody } from "../../contract/problem.ts";
import { SCIM_ERROR } from "../../contract/scim.ts";

/** A refusal that the caller is told. */
export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly more: Pick<ProblemBody, "policy" | "errors">;

  /**
   * @param code stable, `subject/what-is-wrong`
   * @param detail what would be right; holds nothing that the caller did not send or may not know
   */
  constructor(
    status: number,
    code: string,
    title: string,
    detail: string,
    more: Pick<ProblemBody, "policy" | "errors"> = {},
  ) {
    super(detail);
    this.name = "Problem";
    this.status = status;
    this.code = code;
    this.title = title;
    this.more = more;
  }
}

/** Says that there is no such thing; also where there is one that the caller may not know of. */
export function notFound(what: string): Problem {
  return new Problem(404, "http/not-found", "Not found", `There is no such ${what}, or not for this caller.`);
}

export function invalid({ issues }: z.core.$ZodError, part: string): Problem {
  const errors = issues.slice(0, 20).map(({ path, message }) => ({ at: [part, ...path].join("."), message }));
  const [first] = errors;
  return new Problem(
    400,
    "http/invalid",
    "The request does not fit",
    first === undefined ? "It does not fit its schema." : `${first.at}: ${first.message}`,
    { errors },
  );
}

/** What a fault of the framework, the parser or ourselves is to the caller. Ours says nothing of itself. */
export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  const { statusCode, code } = error as { statusCode?: number; code?: string };
  switch (code) {
    case "FST_ERR_CTP_BODY_TOO_LARGE":
      return new Problem(413, "http/too-large", "Too large", "The body is larger than this endpoint takes.");
    case "FST_ERR_CTP_INVALID_MEDIA_TYPE":
      return new Problem(
        415,
        "http/media-type",
        "Unknown media type",
        "Send `Content-Type: application/json`, or what /v1/openapi.json says.",
      );
    case "57014": // the database's own: a statement ran out of time
      return new Problem(
        503,
        "http/too-slow",
        "Too slow",
        "The question took too long; narrow it, or ask again later.",
      );
    case "22021": // the database's own: a text holds a zero byte, which it does not keep
    case "22P05":
      return new Problem(400, "http/no-text", "No text", "A text holds a character that cannot be kept.");
    case "53300":
    case "57P01":
    case "57P03":
    case "ECONNREFUSED":
    case "ECONNRESET":
    case "ENOENT":
      return new Problem(503, "http/no-database", "Not ready", "The database does not answer; ask again in a moment.");
    default:
  }
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500)
    return new Problem(statusCode, "http/bad-request", "Bad request", "The request cannot be read.");
  return new Problem(500, "http/defect", "A defect of ours", "It is in the hub's log under the request's id.");
}

export function sendProblem(reply: FastifyReply, problem: Problem): FastifyReply {
  const { status, code, title, message, more } = problem;
  const body: ProblemBody = { type: "about:blank", title, status, code, detail: message, ...more };
  if (status === 401) void reply.header("www-authenticate", "Bearer");
  return reply.code(status).header("content-type", "application/problem+json").send(JSON.stringify(body));
}

/** As OSV's service says it: gRPC's numbers. */
export function sendOsvProblem(reply: FastifyReply, { status, message }: Problem): FastifyReply {
  const codes: Record<number, number> = { 400: 3, 401: 16, 403: 7, 404: 5, 413: 3, 415: 3, 503: 14 };
  if (status === 401) void reply.header("www-authenticate", "Bearer");
  return reply
    .code(status)
    .header("content-type", "application/json")
    .send(JSON.stringify({ code: codes[status] ?? 13, message }));
}

/** As SCIM says it (RFC 7644, section 3.12). */
export function sendScimProblem(reply: FastifyReply, { status, code, message }: Problem): FastifyReply {
  const [subject, kind = ""] = code.split("/");
  const scimType = subject === "scim" ? kind : status === 400 ? "invalidValue" : undefined;
  if (status === 401) void reply.header("www-authenticate", "Bearer");
  const body = { schemas: [SCIM_ERROR], status: String(status), detail: message, ...(scimType && { scimType }) };
  return reply.code(status).header("content-type", "application/scim+json").send(JSON.stringify(body));
}
