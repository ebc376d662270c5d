import * as z from "zod";
import { WaybillError } from "../../core/errors.ts";
import { startHub } from "../../hub/index.ts";
import { DEFAULT_ECOSYSTEMS, PUBLIC_FEEDS } from "../../scan/advisory-data.ts";
import { loadConfiguration } from "../../scan/configuration.ts";
import type { RunCommand } from "../command.ts";
import { hubDatabaseOf } from "../hub-folder.ts";
import { type Options, readOptions } from "../options.ts";
import { telemetrySettings } from "../telemetry-settings.ts";
import { letYoungHeapGrow } from "../young-heap.ts";

const Wishes = z.object({
  host: z.string().min(1).default("127.0.0.1"),
  port: z.coerce.number().int().min(0).max(65_535).default(8470),
  role: z.enum(["all", "web", "worker"]).default("all"),
  tlsCert: z.string().optional(),
  tlsKey: z.string().optional(),
  notifyInside: z.string().optional(),
  publicUrl: z.string().optional(),
  behindProxy: z.string().optional(),
  renewAdvisories: z.coerce
    .number()
    .min(0.25)
    .max(24 * 30)
    .optional(),
});

/** Longest that running requests may take after the order to stop; milliseconds. */
const LAST_REQUESTS = 20_000;

/** Serves the hub until it is told to stop. */
export const serve: RunCommand = async (_, raw) => {
  letYoungHeapGrow();
  const options = readOptions(raw);
  const { host, port, role, notifyInside, publicUrl, behindProxy, renewAdvisories, ...tls } = wishesOf(raw);
  const { advisories } = loadConfiguration(options.config, ".").configuration;
  const told = stopSignal(); // an order that comes while it starts counts, too
  const hub = await startHub({
    host,
    port,
    role,
    dataDirectory: options.dataDirectory,
    ...tlsOf(tls),
    ...(publicUrl !== undefined && { publicUrl }),
    ...(behindProxy !== undefined && { proxies: behindProxy.split(",") }),
    ...(notifyInside !== undefined && { notifyInside: notifyInside.split(",") }),
    ...(advisories.maxAge !== undefined && { advisoriesMostDays: advisories.maxAge }),
    ...renewalOf(renewAdvisories, advisories, options),
    ...telemetryOf(options),
    ...strongboxKeyOf(process.env["WAYBILL_STRONGBOX_KEY"]),
    ...mailOf(process.env["WAYBILL_SMTP_URL"], process.env["WAYBILL_MAIL_FROM"]),
    ...hubDatabaseOf(options.dataDirectory, raw["data"]),
    log: process.stderr,
    logLevel: options.verbose ? "debug" : options.quiet ? "warn" : "info",
    say: (message) => process.stderr.write(`${JSON.stringify({ level: 30, time: Date.now(), msg: message })}\n`),
  });
  if (hub.url === undefined) process.stdout.write("The hub's worker runs.\n");
  else process.stdout.write(`The hub listens on ${hub.url}\n`);
  if (hub.setupToken !== undefined && hub.url !== undefined)
    process.stdout.write(
      `There is no administrator yet. Within an hour, once, open\n` +
        `  ${hub.origin}/#setup=${hub.setupToken}\n` +
        `or make a key:\n` +
        `  curl -X POST ${hub.url}/v1/setup -H 'Content-Type: application/json' -d '{"token":"${hub.setupToken}"}'\n`,
    );
  await told;
  const patience = setTimeout(() => process.exit(1), LAST_REQUESTS + 40_000);
  await hub.stop();
  clearTimeout(patience);
  return 0;
};

function wishesOf(raw: Record<string, unknown>) {
  const parsed = Wishes.safeParse(raw);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new WaybillError(
    "call/wrong-option",
    `--${String(issue?.path[0])}: ${issue?.message ?? "wrong value"}.`,
    "`waybill help serve` names what fits.",
  );
}

/** Traces go nowhere unless somebody says where. */
function telemetryOf({ offline }: Options) {
  const telemetry = telemetrySettings(process.env);
  if (telemetry === undefined) return {};
  if (!offline) return { telemetry };
  throw new WaybillError("call/offline", "OTEL_EXPORTER_OTLP_ENDPOINT needs the network.", "Leave one of the two out.");
}

/** Nothing is fetched unless somebody asks for it. */
function renewalOf(everyHours: number | undefined, { mirror, ecosystems, keys }: Advisories, options: Options) {
  if (everyHours === undefined) return {};
  if (options.offline)
    throw new WaybillError("call/offline", "--renew-advisories needs the network.", "Leave one of the two out.");
  const { cacheDirectory } = options;
  const origin = mirror ?? PUBLIC_FEEDS;
  return { renewal: { everyHours, origin, ecosystems: ecosystems ?? DEFAULT_ECOSYSTEMS, keys, cacheDirectory } };
}

type Advisories = ReturnType<typeof loadConfiguration>["configuration"]["advisories"];

function strongboxKeyOf(text: string | undefined): { strongboxKey?: string } {
  return text ? { strongboxKey: text } : {};
}

function mailOf(server: string | undefined, from: string | undefined) {
  return server ? { mail: { server, from: from ?? "" } } : {};
}

/** Both or none. */
function tlsOf({ tlsCert, tlsKey }: { tlsCert?: string | undefined; tlsKey?: string | undefined }) {
  if (tlsCert !== undefined && tlsKey !== undefined) return { tlsFiles: { certificate: tlsCert, key: tlsKey } };
  if (tlsCert === undefined && tlsKey === undefined) return {};
  throw new WaybillError("call/half-tls", "A certificate needs its key.", "Give both --tls-cert and --tls-key.");
}

async function stopSignal(): Promise<void> {
  await new Promise<void>((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => resolve());
  });
}
