/** Something that was done, and has just ended. */
export interface Done {
  /** What it was, out of few names: never an address, an id, or anybody's words. */
  readonly name: string;
  readonly kind: "server" | "internal";
  readonly milliseconds: number;
  readonly attributes: Readonly<Record<string, string | number>>;
  readonly failed: boolean;
  /** What the caller's trace is, as W3C's `traceparent` writes it. */
  readonly traceparent?: string | undefined;
}

/** Tells a collector what was done. */
export interface Telemetry {
  done(what: Done): void;
  /** Sends what waits, for a moment at most. */
  stop(): Promise<void>;
}

/** Where traces go: an operator's setting, by OpenTelemetry's own variables. */
export interface TelemetrySettings {
  /** The collector's address for traces: `http://localhost:4318/v1/traces`. */
  readonly endpoint: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly resource: Readonly<Record<string, string>>;
  /** The share of traces that are sent, 0 to 1. */
  readonly ratio: number;
}

/** Does a step of a job, and tells of it where it did something, or failed. */
export async function timed<Answer>(
  telemetry: Telemetry | undefined,
  name: string,
  work: () => Promise<Answer>,
  hasDone: (answer: Answer) => boolean = Boolean,
): Promise<Answer> {
  if (telemetry === undefined) return await work();
  const began = performance.now();
  const tell = (failed: boolean) =>
    telemetry.done({ name, kind: "internal", milliseconds: performance.now() - began, attributes: {}, failed });
  try {
    const answer = await work();
    if (hasDone(answer)) tell(false);
    return answer;
  } catch (error) {
    tell(true);
    throw error;
  }
}
