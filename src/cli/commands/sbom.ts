import type { Component } from "../../core/component.ts";
import { isComplete } from "../../core/gap.ts";
import type { Report } from "../../core/report.ts";
import { VERSION } from "../../core/version.ts";
import { writeCycloneDx, writeSpdx } from "../../scan/index.ts";
import type { RunCommand } from "../command.ts";
import { type Looked, look } from "../look.ts";
import { readOptions } from "../options.ts";
import { plural } from "../print/words.ts";
import { writeOut } from "../write-out.ts";

type SpecVersion = "1.4" | "1.5" | "1.6" | "1.7";

/** The components as a bill of materials. What could not be read makes it 3, never a silent short list. */
export const sbom: RunCommand = async ([target = "."], raw) => {
  const { specVersion, ...rest } = raw as { specVersion?: SpecVersion } & Record<string, unknown>;
  const options = readOptions(rest);
  const looked = await look({ target, options, selection: { only: ["inventory"], skip: [] }, history: false });
  await writeOut(render(looked, options.format ?? "cyclonedx-json", specVersion), options);
  const gaps = looked.report.coverage.flatMap((entry) => entry.gaps);
  const [first] = gaps;
  if (first !== undefined && !options.quiet) {
    process.stderr.write(
      `waybill: ${plural(gaps.length, "place")} could not be read, so the bill is not whole. First: ${first.where}: ${first.reason}\n`,
    );
  }
  return isComplete(looked.report.coverage) ? 0 : 3;
};

function render({ report, components }: Looked, format: string, specVersion?: SpecVersion): string {
  const about = { target: report.target, toolVersion: VERSION };
  switch (format) {
    case "spdx-json":
      return writeSpdx(components, { ...about, created: created(report) });
    case "table":
      return table(components);
    default:
      return writeCycloneDx(components, { ...about, ...(specVersion !== undefined && { specVersion }) });
  }
}

/** SPDX demands a time; SOURCE_DATE_EPOCH makes two documents over the same input the same. */
function created({ startedAt }: Report): Date {
  const epoch = Number(process.env.SOURCE_DATE_EPOCH ?? "");
  return epoch > 0 ? new Date(epoch * 1000) : new Date(startedAt);
}

function table(components: readonly Component[]): string {
  const rows = components.map(({ type, name, version = "", relation, scope }) => [
    type,
    name,
    version,
    scope ?? relation,
  ]);
  const widths = [0, 1, 2].map((column) => Math.max(0, ...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
  return `${lines.join("\n")}\n`;
}
