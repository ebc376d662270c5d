import type { Component } from "../../core/component.ts";
import { isComplete } from "../../core/gap.ts";
import { VERSION } from "../../core/version.ts";
import type { CycloneDxVersion } from "../../scan/index.ts";
import type { RunCommand } from "../command.ts";
import { look } from "../look.ts";
import { readOptions } from "../options.ts";
import { plural } from "../print/words.ts";
import { writeOut } from "../write-out.ts";
import { writeBill } from "./sbom/write-bill.ts";

/** The components as a bill of materials. What could not be read makes it 3, never a silent short list. */
export const sbom: RunCommand = async ([target = "."], raw) => {
  const { specVersion, timestamp, ...rest } = raw as { specVersion?: CycloneDxVersion; timestamp?: string };
  const options = readOptions(rest);
  const { report, components } = await look({
    target,
    options,
    selection: { only: ["inventory"], skip: [] },
    history: false,
  });
  const { format } = options;
  const gaps = report.coverage.flatMap((entry) => entry.gaps);
  const about = { target: report.target, toolVersion: VERSION, gaps };
  const asked = {
    ...(format !== undefined && { format }),
    ...(specVersion !== undefined && { specVersion }),
    ...(timestamp !== undefined && { timestamp }),
  };
  const text = format === "table" ? table(components) : writeBill(components, about, asked, new Date(report.startedAt));
  await writeOut(text, options);
  const [first] = gaps;
  if (first !== undefined && !options.quiet) {
    process.stderr.write(
      `waybill: ${plural(gaps.length, "place")} could not be read, so the bill is not whole. First: ${first.where}: ${first.reason}\n`,
    );
  }
  return isComplete(report.coverage) ? 0 : 3;
};

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
