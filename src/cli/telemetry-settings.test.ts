import { expect, test } from "vitest";
import { telemetrySettings } from "./telemetry-settings.ts";

test("traces go nowhere unless somebody says where", () => {
  expect(telemetrySettings({})).toBeUndefined();
  expect(telemetrySettings({ OTEL_EXPORTER_OTLP_ENDPOINT: "" })).toBeUndefined();
  const named = { OTEL_EXPORTER_OTLP_ENDPOINT: "http://localhost:4318/" };
  expect(telemetrySettings({ ...named, OTEL_SDK_DISABLED: "TRUE" })).toBeUndefined();
  expect(telemetrySettings({ ...named, OTEL_TRACES_EXPORTER: "none" })).toBeUndefined();
  expect(telemetrySettings(named)).toEqual({
    endpoint: "http://localhost:4318/v1/traces",
    headers: {},
    resource: { "service.name": "waybill-hub" },
    ratio: 1,
  });
});

test("OpenTelemetry's variables mean what they mean elsewhere", () => {
  expect(
    telemetrySettings({
      OTEL_EXPORTER_OTLP_ENDPOINT: "http://localhost:4318",
      OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: "https://traces.example.com/x",
      OTEL_EXPORTER_OTLP_HEADERS: "authorization=Bearer%20x, x-tenant=a=b",
      OTEL_RESOURCE_ATTRIBUTES: "deployment.environment=prod,service.name=other",
      OTEL_SERVICE_NAME: "hub",
      OTEL_TRACES_SAMPLER: "parentbased_traceidratio",
      OTEL_TRACES_SAMPLER_ARG: "0.25",
    }),
  ).toEqual({
    endpoint: "https://traces.example.com/x",
    headers: { authorization: "Bearer x", "x-tenant": "a=b" },
    resource: { "deployment.environment": "prod", "service.name": "hub" },
    ratio: 0.25,
  });
});

test.each([
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: "localhost:4318" }],
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: "http://user:password@localhost:4318" }],
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: "http://localhost:4317", OTEL_EXPORTER_OTLP_PROTOCOL: "grpc" }],
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: "http://localhost:4318", OTEL_EXPORTER_OTLP_HEADERS: "x" }],
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: "http://localhost:4318", OTEL_EXPORTER_OTLP_HEADERS: "x=%" }],
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: "http://localhost:4318", OTEL_TRACES_SAMPLER: "mine" }],
  [
    {
      OTEL_EXPORTER_OTLP_ENDPOINT: "http://localhost:4318",
      OTEL_TRACES_SAMPLER: "traceidratio",
      OTEL_TRACES_SAMPLER_ARG: "2",
    },
  ],
])("said to be wrong: %j", (environment) => {
  expect(() => telemetrySettings(environment)).toThrow(/does not fit/);
});
