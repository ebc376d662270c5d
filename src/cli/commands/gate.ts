import { createColors } from "picocolors";
import type { Finding } from "../../core/finding.ts";
import { passGate } from "../../policy/gate.ts";
import type { RunCommand } from "../command.ts";
import { look } from "../look.ts";
import { readOptions } from "../options.ts";
import { printReport } from "../print/report.ts";
import { wrap } from "../print/wrap.ts";
import { writeOut } from "../write-out.ts";

const MOST_REASONS = 20;

/** Passes or refuses a target. What could not be seen is refused, too: exit 0 or 1, nothing between. */
export const gate: RunCommand = async ([target = "."], raw) => {
  if (raw["environment"] !== undefined) return await (await import("./gate-at-hub.ts")).gateAtHub([target], raw);
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
    ...reasons.slice(0, MOST_REASONS).flatMap(indented),
    ...(left > 0 ? [`  … and ${left} more reasons; \`waybill check\` lists them`] : []),
    ...report.findings.flatMap(waived).flatMap(indented).map(ink.dim),
  ];
  await writeOut(`${lines.join("\n")}\n`, options);
  return admitted ? 0 : 1;
};

/** Who lets a target through says what was overlooked on purpose, and on whose word. */
function waived({ rule, title, suppressed }: Finding): string[] {
  if (suppressed === null) return [];
  const { by, until, reason } = suppressed;
  return [`waived by ${by}${until === undefined ? "" : ` until ${until}`}: ${title} (${rule}), since ${reason}`];
}

function indented(text: string): string[] {
  const width = Math.max(40, process.stdout.columns ?? 80);
  return wrap(text, width - 2, width - 4).map((line, index) => `${index === 0 ? "  " : "    "}${line}`);
}
