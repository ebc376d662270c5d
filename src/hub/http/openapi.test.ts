import { Ajv2020 } from "ajv/dist/2020.js";
import { expect, test } from "vitest";
import { PAGE_ROUTES } from "../page/routes.ts";
import { ROUTES } from "../routes.ts";
import { testHub } from "../testing/test-hub.ts";

type Operations = Record<
  string,
  Record<string, { operationId: string; requestBody?: unknown; responses: Record<string, unknown> }>
>;

interface Document {
  readonly openapi: string;
  readonly paths: Operations;
  readonly webhooks: Operations;
}

test("describes every route, each under a name of its own, with schemas that hold", async () => {
  await using hub = await testHub();
  const { body } = await hub.ask("GET", "/v1/openapi.json", { key: await hub.key("viewer") });
  const { openapi, paths, webhooks } = body as Document;
  expect(openapi).toBe("3.1.0");
  const described = Object.entries(paths).flatMap(([path, operations]) =>
    Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
  );
  const asked = ROUTES.filter((route) => !PAGE_ROUTES.includes(route));
  expect(described.sort()).toEqual(asked.map(({ endpoint }) => `${endpoint.method} ${endpoint.path}`).sort());
  const told = Object.values(webhooks).flatMap((operations) => Object.values(operations));
  expect(told).toMatchObject([{ operationId: "notification" }]);
  const operations = [...Object.values(paths).flatMap((operations) => Object.values(operations)), ...told];
  expect(new Set(operations.map(({ operationId }) => operationId)).size).toBe(operations.length);
  const ajv = new Ajv2020({
    strict: false,
    formats: { uuid: true, email: true, "date-time": true, uri: true, date: true },
  });
  const schemas = JSON.stringify(operations).match(/"schema":/g) ?? [];
  expect(schemas.length).toBeGreaterThan(20);
  const contents = operations.flatMap(({ responses, requestBody }) => [...Object.values(responses), requestBody ?? {}]);
  for (const { content } of contents as { content?: Record<string, { schema: object }> }[])
    for (const { schema } of Object.values(content ?? {})) expect(() => ajv.compile(schema)).not.toThrow();
});
