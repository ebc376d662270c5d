import { WaybillError } from "../core/errors.ts";

/** Where traces go, by OpenTelemetry's own variables; undefined where nobody says. @throws WaybillError */
export function telemetrySettings(environment: NodeJS.ProcessEnv) {
  const { OTEL_EXPORTER_OTLP_ENDPOINT: base, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: own } = environment;
  if (environment["OTEL_SDK_DISABLED"]?.toLowerCase() === "true" || environment["OTEL_TRACES_EXPORTER"] === "none")
    return undefined;
  if (!own && !base) return undefined;
  const endpoint = own || `${(base ?? "").replace(/\/$/, "")}/v1/traces`;
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  if (url === undefined || !["http:", "https:"].includes(url.protocol) || url.username !== "")
    throw wrong("OTEL_EXPORTER_OTLP_ENDPOINT", "Write http://localhost:4318, without a user name.");
  const protocol =
    environment["OTEL_EXPORTER_OTLP_TRACES_PROTOCOL"] || environment["OTEL_EXPORTER_OTLP_PROTOCOL"] || "http/json";
  if (protocol === "grpc") throw wrong("OTEL_EXPORTER_OTLP_PROTOCOL", "Traces go by HTTP, in JSON: http/json.");
  const headers = pairsIn(
    environment["OTEL_EXPORTER_OTLP_TRACES_HEADERS"] || environment["OTEL_EXPORTER_OTLP_HEADERS"] || "",
    "OTEL_EXPORTER_OTLP_HEADERS",
  );
  const resource = {
    ...pairsIn(environment["OTEL_RESOURCE_ATTRIBUTES"] ?? "", "OTEL_RESOURCE_ATTRIBUTES"),
    "service.name": environment["OTEL_SERVICE_NAME"] || "waybill-hub",
  };
  return { endpoint: url.href, headers, resource, ratio: ratioIn(environment) };
}

/** `key=value,key=value`, with percent escapes. */
function pairsIn(text: string, name: string): Record<string, string> {
  const pairs = text.split(",").filter((pair) => pair.trim() !== "");
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf("=");
      if (at < 1) throw wrong(name, "Write key=value, separated by commas.");
      try {
        return [decodeURIComponent(pair.slice(0, at).trim()), decodeURIComponent(pair.slice(at + 1).trim())];
      } catch {
        throw wrong(name, "Write what is not plain with percent escapes.");
      }
    }),
  );
}

function ratioIn(environment: NodeJS.ProcessEnv): number {
  const sampler = environment["OTEL_TRACES_SAMPLER"] || "always_on";
  if (sampler.endsWith("always_on")) return 1;
  if (sampler.endsWith("always_off")) return 0;
  const ratio = Number(environment["OTEL_TRACES_SAMPLER_ARG"] || "1");
  if (sampler.endsWith("traceidratio") && ratio >= 0 && ratio <= 1) return ratio;
  throw wrong("OTEL_TRACES_SAMPLER", "It is always_on, always_off or traceidratio, with OTEL_TRACES_SAMPLER_ARG.");
}

function wrong(name: string, advice: string): WaybillError {
  return new WaybillError("call/telemetry", `${name} does not fit.`, advice);
}
