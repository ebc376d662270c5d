import * as z from "zod";
import type { Endpoint } from "../../contract/endpoint.ts";
import { Notification, NotificationHeaders } from "../../contract/notifications.ts";
import { OsvProblem, Problem, ScimProblem } from "../../contract/problem.ts";
import { VERSION } from "../../core/version.ts";

/** Describes endpoints in OpenAPI 3.1, out of the schemas by which they are checked. */
export function openApiOf(endpoints: readonly Endpoint[]): Record<string, unknown> {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const endpoint of endpoints) {
    const path = (paths[endpoint.path] ??= {});
    path[endpoint.method.toLowerCase()] = operationOf(endpoint);
  }
  return {
    openapi: "3.1.0",
    info: { title: "Waybill hub", version: VERSION, license: { name: "Apache-2.0", identifier: "Apache-2.0" } },
    servers: [{ url: "/" }],
    security: [{ bearer: [] }],
    paths,
    webhooks: { notification: { post: WEBHOOK } },
    components: { securitySchemes: { bearer: { type: "http", scheme: "bearer" } } },
  };
}

const FORM = "application/x-www-form-urlencoded";

function operationOf(endpoint: Endpoint): Record<string, unknown> {
  const { id, summary, action, params, query, body, answer, form, status = 200, errors = "problem" } = endpoint;
  const contentType = endpoint.contentType?.replace(/;.*/, "") ?? "application/json";
  const isOpen = typeof action !== "string";
  const refusal =
    errors === "scim"
      ? { description: "Refused, in SCIM's form", content: contentOf("application/scim+json", ScimProblem) }
      : errors === "osv"
        ? { description: "Refused, in OSV's form", content: contentOf("application/json", OsvProblem) }
        : { description: "Refused", content: contentOf("application/problem+json", Problem) };
  return {
    operationId: id,
    summary,
    ...(isOpen ? { security: [] } : { "x-waybill-action": action }),
    parameters: [...parametersOf(params, "path"), ...parametersOf(query, "query")],
    ...(body !== undefined && {
      requestBody: { required: true, content: contentOf(form === true ? FORM : "application/json", body, "input") },
    }),
    responses: {
      [status]: { description: "As asked", ...(status !== 204 && { content: contentOf(contentType, answer) }) },
      default: refusal,
    },
  };
}

function parametersOf(schema: z.ZodType | undefined, place: "path" | "query" | "header"): unknown[] {
  if (schema === undefined) return [];
  const { properties = {}, required = [] } = jsonSchemaOf(schema, "input") as {
    properties?: Record<string, unknown>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: place,
    required: place !== "query" || required.includes(name),
    schema,
  }));
}

/** What subscribers are sent. */
const WEBHOOK = {
  operationId: "notification",
  summary:
    "What happened, told to a subscriber; signed as Standard Webhooks has it, and sent again until a 2xx comes back",
  parameters: parametersOf(NotificationHeaders, "header"),
  requestBody: { required: true, content: contentOf("application/json", Notification) },
  responses: { "2XX": { description: "Taken" } },
};

function contentOf(type: string, schema: z.ZodType, io: "input" | "output" = "output") {
  return { [type]: { schema: jsonSchemaOf(schema, io) } };
}

function jsonSchemaOf(schema: z.ZodType, io: "input" | "output"): unknown {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { target: "draft-2020-12", io, unrepresentable: "any" });
  return rest;
}
