import type { Component } from "../../../core/component.ts";
import { WaybillError } from "../../../core/errors.ts";
import {
  type AboutBill,
  type CycloneDxVersion,
  writeCycloneDx,
  writeCycloneDxXml,
  writeSpdx,
} from "../../../scan/bills.ts";

/** What the caller of a command that writes a bill may ask for; the command line has checked it. */
interface BillOptions {
  readonly format?: string;
  readonly specVersion?: CycloneDxVersion;
  readonly timestamp?: string;
  readonly about: Pick<AboutBill, "supplier" | "version">;
}

export function billOptionsOf(raw: Record<string, unknown>): BillOptions {
  const { format, specVersion, timestamp, supplier, targetVersion } = raw;
  return {
    ...(typeof format === "string" && { format }),
    ...(typeof specVersion === "string" && { specVersion: specVersion as CycloneDxVersion }),
    ...(typeof timestamp === "string" && { timestamp }),
    about: {
      ...(typeof supplier === "string" && supplier !== "" && { supplier }),
      ...(typeof targetVersion === "string" && targetVersion !== "" && { version: targetVersion }),
    },
  };
}

/** `now` stands in for a time where the format demands one and nobody asked for another. */
export function writeBill(
  components: readonly Component[],
  about: Omit<AboutBill, "timestamp">,
  { format = "cyclonedx-json", specVersion, timestamp, about: given }: BillOptions,
  now: Date,
): string {
  const asked = timeFor(timestamp, now);
  if (format === "spdx-json") return writeSpdx(components, { ...about, ...given, timestamp: asked ?? now });
  const document = {
    ...about,
    ...given,
    ...(asked !== undefined && { timestamp: asked }),
    ...(specVersion !== undefined && { specVersion }),
  };
  return format === "cyclonedx-xml" ? writeCycloneDxXml(components, document) : writeCycloneDx(components, document);
}

/** The time that was asked for: by option, else by SOURCE_DATE_EPOCH. Without either there is none. */
function timeFor(asked: string | undefined, now: Date): Date | undefined {
  if (asked === "now") return now;
  if (asked !== undefined) {
    const time = new Date(asked);
    if (!Number.isNaN(time.getTime())) return time;
    throw new WaybillError(
      "call/wrong-option",
      `--timestamp ${asked} is no time.`,
      "Write `now`, or a time such as 2026-01-31T12:00:00Z.",
    );
  }
  const epoch = process.env.SOURCE_DATE_EPOCH ?? "";
  if (epoch === "") return undefined;
  const time = new Date(Number(epoch) * 1000);
  if (/^[0-9]+$/.test(epoch) && !Number.isNaN(time.getTime())) return time;
  throw new WaybillError(
    "call/wrong-environment",
    "SOURCE_DATE_EPOCH is no number of seconds.",
    "Set it to seconds since 1970, or not at all: reproducible-builds.org/specs/source-date-epoch.",
  );
}
