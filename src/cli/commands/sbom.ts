import { isComplete } from "../../core/gap.ts";
import { VERSION } from "../../core/version.ts";
import { writeCycloneDx } from "../../scan/index.ts";
import type { RunCommand } from "../commands.ts";
import { look } from "../look.ts";
import { readOptions } from "../options.ts";
import { writeOut } from "../write-out.ts";

/** The components as a bill of materials. What could not be read makes it 3, never a silent short list. */
export const sbom: RunCommand = async ([target = "."], raw) => {
  const { specVersion, ...rest } = raw as { specVersion?: "1.4" | "1.5" | "1.6" | "1.7" } & Record<string, unknown>;
  const options = readOptions(rest);
  const looked = await look({ target, options, selection: { only: ["inventory"], skip: [] }, history: false });
  const about = {
    target: looked.report.target,
    toolVersion: VERSION,
    ...(specVersion !== undefined && { specVersion }),
  };
  await writeOut(writeCycloneDx(looked.components, about), options);
  const gaps = looked.report.coverage.flatMap((entry) => entry.gaps);
  if (gaps.length > 0 && !options.quiet) {
    process.stderr.write(
      `waybill: ${gaps.length} places could not be read; the bill is not whole. First: ${gaps[0]?.where}: ${gaps[0]?.reason}\n`,
    );
  }
  return isComplete(looked.report.coverage) ? 0 : 3;
};
