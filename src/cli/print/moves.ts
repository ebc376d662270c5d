import { createColors } from "picocolors";
import { type Drafted, type Mask, type Rewrites, type Stored, unifiedDiff } from "../../remediation/index.ts";
import type { Options } from "../options.ts";
import type { FixReport } from "./fixes.ts";
import { outcomeLines, printDiff, visibleOn } from "./fixes.ts";
import { plural } from "./words.ts";

/** What `vault plan` would do or `vault apply` did. */
export interface MoveReport {
  readonly mount: string;
  readonly outcomes: FixReport["outcomes"];
  readonly files: readonly Drafted[];
  readonly stored: readonly Stored[];
  readonly left: Rewrites["left"];
  readonly written: boolean;
}

/** In words, or as `waybill.vault/1` for programs. No value is in either. */
export function printMoves(report: MoveReport, options: Options, mask: Mask): string {
  return mask(options.format === "json" ? printJson(report) : printText(report, options));
}

function printJson({ mount, outcomes, stored, left }: MoveReport): string {
  const plans = outcomes.map(({ plan, state }) => ({ ...plan, state }));
  const body = { schema: "waybill.vault/1", mount, stored, plans, left };
  return `${JSON.stringify(body, null, 2)}\n`;
}

function printText({ mount, outcomes, stored, left, files, written }: MoveReport, options: Options): string {
  const ink = createColors(options.color);
  const show = visibleOn(options);
  const lines: string[] = [];
  if (outcomes.length + left.length + stored.length === 0) return "No credential is found here.\n";
  for (const { path, version, wasThere } of stored) {
    const how = wasThere ? "was there already, with the same value" : `stored as version ${version} and read back`;
    lines.push(` ${ink.green("✓")} ${mount}/${path}  ${how}`);
  }
  lines.push(...outcomeLines(outcomes, options));
  if (left.length > 0) lines.push(`Not moved, ${plural(left.length, "place")}:`);
  for (const { credential, reason } of left)
    lines.push(`   ${show(`${credential.path}:${credential.line}`)}  ${credential.rule}: ${show(reason)}`);
  if (stored.length > 0) lines.push("", ...nextSteps(outcomes));
  const text = `${lines.join("\n")}\n`;
  if (written || files.length === 0) return text;
  const next = "`waybill vault apply` stores each value, reads it back, makes these changes and proves them.\n";
  return `${text}\n${printDiff(files.map(({ path, before, edits }) => unifiedDiff(path, before, edits)).join(""), options)}\n${next}`;
}

/** What moving a credential does not do. */
function nextSteps(outcomes: FixReport["outcomes"]): string[] {
  const lines = [
    "These credentials are still valid, and whoever read the old files still has",
    "them: in a git repository the history and every clone hold them. Rotate each at",
    "its issuer next, and store the new value at the same place in the vault.",
  ];
  if (outcomes.some(({ state }) => state !== "applied"))
    lines.push("What was not rewritten still holds its value; the copy in the vault stays.");
  return lines;
}
