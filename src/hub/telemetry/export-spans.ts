import { randomBytes } from "node:crypto";
import { createNetwork } from "../../connect/network.ts";
import { VERSION } from "../../core/version.ts";
import type { Done, Telemetry, TelemetrySettings } from "./telemetry.ts";

/** Spans that wait; while a collector is away, the newer ones are dropped. */
const MOST_WAITING = 4_096;
/** Spans of one message. */
const MOST_AT_ONCE = 512;
/** How long spans wait to be sent together; milliseconds. */
const PAUSE = 2_000;
/** How long a collector may take, and how long the last message may when the hub stops. */
const PATIENCE = 10_000;
const LAST_PATIENCE = 2_000;
/** A collector that is away is complained of so often. */
const COMPLAIN = 10 * 60_000;

type Value = { readonly stringValue: string } | { readonly intValue: string };

interface Span {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  /** As OTLP numbers them: 1 internal, 2 server. */
  readonly kind: 1 | 2;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes: readonly { readonly key: string; readonly value: Value }[];
  /** 0 not said, 2 an error. */
  readonly status: { readonly code: 0 | 2 };
}

/** Sends what is done as spans to a collector: OTLP over HTTP, in JSON. Nothing waits for it, and nothing fails by it. */
export function exportSpans(settings: TelemetrySettings, say: (message: string) => void): Telemetry {
  const { endpoint, headers, resource, ratio } = settings;
  const network = createNetwork({ offline: false, hosts: [new URL(endpoint).host] });
  let waiting: Span[] = [];
  let dropped = 0;
  let complained = Number.NEGATIVE_INFINITY;
  let sending: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;

  const complain = (why: string) => {
    if (performance.now() - complained < COMPLAIN) return;
    complained = performance.now();
    say(`traces are not taken by their collector: ${why}; ${dropped} spans were dropped so far`);
  };
  const send = async (timeout: number) => {
    const batch = waiting.slice(0, MOST_AT_ONCE);
    waiting = waiting.slice(MOST_AT_ONCE);
    try {
      const body = JSON.stringify(messageOf(batch, resource));
      const type = { "content-type": "application/json" };
      const answer = await network.request(endpoint, {
        method: "POST",
        headers: { ...headers, ...type },
        body,
        timeout,
      });
      if (answer.status >= 300) throw new Error(`it answered ${answer.status}`);
    } catch (error) {
      dropped += batch.length;
      complain(error instanceof Error ? error.message : "unknown");
    }
  };
  const sendSoon = () => {
    if (timer !== undefined || sending !== undefined) return;
    timer = setTimeout(
      () => {
        timer = undefined;
        sending = send(PATIENCE).finally(() => {
          sending = undefined;
          if (waiting.length > 0) sendSoon();
        });
      },
      waiting.length >= MOST_AT_ONCE ? 0 : PAUSE,
    );
    timer.unref();
  };
  return {
    done(what) {
      const span = spanOf(what);
      if (!isChosen(span.traceId, ratio)) return;
      if (waiting.length >= MOST_WAITING) dropped++;
      else waiting.push(span);
      sendSoon();
    },
    async stop() {
      clearTimeout(timer);
      await sending;
      const end = performance.now() + LAST_PATIENCE;
      while (waiting.length > 0 && performance.now() < end) await send(end - performance.now());
    },
  };
}

function spanOf({ name, kind, milliseconds, attributes, failed, traceparent }: Done): Span {
  const [, trace, parent] = /^00-([\da-f]{32})-([\da-f]{16})-[\da-f]{2}$/.exec(traceparent ?? "") ?? [];
  const isParent = trace !== undefined && parent !== undefined && !/^0+$/.test(trace) && !/^0+$/.test(parent);
  const end = performance.timeOrigin + performance.now();
  return {
    traceId: isParent ? trace : randomBytes(16).toString("hex"),
    spanId: randomBytes(8).toString("hex"),
    ...(isParent && { parentSpanId: parent }),
    name,
    kind: kind === "server" ? 2 : 1,
    startTimeUnixNano: nanoseconds(end - milliseconds),
    endTimeUnixNano: nanoseconds(end),
    attributes: attributesOf(attributes),
    status: { code: failed ? 2 : 0 },
  };
}

/** Whether a trace is one of the share that is sent: by its id, so that all who take part in it choose the same. */
function isChosen(traceId: string, ratio: number): boolean {
  return Number.parseInt(traceId.slice(-13), 16) < ratio * 2 ** 52;
}

function messageOf(spans: readonly Span[], resource: Readonly<Record<string, string>>): object {
  const scope = { name: "waybill", version: VERSION };
  return { resourceSpans: [{ resource: { attributes: attributesOf(resource) }, scopeSpans: [{ scope, spans }] }] };
}

function attributesOf(attributes: Readonly<Record<string, string | number>>): Span["attributes"] {
  return Object.entries(attributes).map(([key, value]) => ({
    key,
    value: typeof value === "number" ? { intValue: String(value) } : { stringValue: value },
  }));
}

function nanoseconds(milliseconds: number): string {
  return String(BigInt(Math.round(milliseconds * 1_000)) * 1_000n);
}
