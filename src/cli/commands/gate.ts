import { createColors } from "picocolors";
import { passGate } from "../../policy/gate.ts";
import type { RunCommand } from "../commands.ts";
import { look } from "../look.ts";
import { readOptions } from "../options.ts";
import { printReport } from "../print/report.ts";
import { writeOut } from "../write-out.ts";

const MOST_REASONS = 20;

/** Passes or refuses a target. What could not be seen is refused, too: exit 0 or 1, nothing between. */
export const gate: RunCommand = async ([target = "."], raw) => {
  const options = readOptions(raw);
  const selection = { only: options.only, skip: options.skip };
  const { report, configuration } = await look({ target, options, selection, history: false });
  const { admitted, reasons } = passGate(report, configuration, options.failOn);
  if (options.format !== undefined && options.format !== "table") {
    await printReport(report, options, options.failOn ?? configuration.policy.failOn ?? "high");
    return admitted ? 0 : 1;
  }
  const ink = createColors(options.color);
  const left = reasons.length - MOST_REASONS;
  const lines = [
    admitted ? ink.green(`✓ ${target} passes`) : ink.red(`✗ ${target} is refused`),
    ...reasons.slice(0, MOST_REASONS).map((reason) => `  ${reason}`),
    ...(left > 0 ? [`  … and ${left} more reasons; \`waybill check\` lists them`] : []),
  ];
  await writeOut(`${lines.join("\n")}\n`, options);
  return admitted ? 0 : 1;
};
