import { createColors } from "picocolors";
import type { FixPlan } from "../../core/fix.ts";
import { type Drafted, type Mask, type Unplanned, unifiedDiff } from "../../remediation/index.ts";
import type { Options } from "../options.ts";
import { plural } from "./words.ts";

/** What `fix` planned or did. */
export interface FixReport {
  readonly outcomes: readonly {
    readonly plan: FixPlan;
    readonly state: "planned" | "applied" | "refused" | "taken back";
  }[];
  readonly files: readonly Drafted[];
  readonly unplanned: readonly Unplanned[];
  /** How many suggestions were left out. */
  readonly suggestionsLeft: number;
  readonly written: boolean;
  readonly branch?: { readonly name: string; readonly commit: string };
}

/** As a list and a diff that `git apply` takes, or as `waybill.fix/1` for programs. No secret is in either. */
export function printFixes(report: FixReport, options: Options, mask: Mask): string {
  return options.format === "json" ? printJson(report, mask) : printText(report, options, mask);
}

function printJson({ outcomes, unplanned, suggestionsLeft, branch }: FixReport, mask: Mask): string {
  const plans = outcomes.map(({ plan, state }) => ({ ...plan, state }));
  const body = { schema: "waybill.fix/1", plans, unplanned, suggestionsLeft, ...(branch !== undefined && { branch }) };
  return `${mask(JSON.stringify(body, null, 2))}\n`;
}

function printText({ outcomes, files, unplanned, written }: FixReport, options: Options, mask: Mask): string {
  const show = visibleOn(options);
  const lines = [headline(outcomes, files, unplanned), ...outcomeLines(outcomes, options)];
  if (unplanned.length > 0) lines.push("Not mended:");
  for (const { where, rule, reason } of unplanned) lines.push(`   ${show(where)}  ${rule}: ${show(reason)}`);
  const text = `${lines.join("\n")}\n`;
  if (written || files.length === 0) return mask(text);
  const diff = files.map(({ path, before, edits }) => unifiedDiff(path, before, edits)).join("");
  return mask(`${text}\n${printDiff(diff, options)}`);
}

/** Each plan with its state, what was proven, and which proof broke. */
export function outcomeLines(outcomes: FixReport["outcomes"], options: Options): string[] {
  const ink = createColors(options.color);
  const show = visibleOn(options);
  const sign = { planned: " ", applied: ink.green("✓"), refused: ink.red("✗"), "taken back": ink.red("✗") } as const;
  return outcomes.flatMap(({ plan, state }) => {
    const paths = [...new Set(plan.edits.map(({ path }) => path))].join(", ");
    const proofs = [...new Set(plan.proofs.map(({ check }) => check))].join(", ");
    const broken = plan.proofs.filter(({ result }) => result === "broken");
    return [
      ` ${sign[state]} ${show(plan.summary)}`,
      `   ${ink.dim(show(paths))}`,
      ...broken.map(({ check, detail }) => `   ${state}: ${check}: ${show(detail)}`),
      ...(state === "applied" ? [`   ${ink.dim(`proven: ${proofs}`)}`] : []),
    ];
  });
}

export function printDiff(diff: string, options: Options): string {
  const shown = visibleOn(options)(diff);
  if (!options.color) return shown;
  const ink = createColors(true);
  return shown
    .split("\n")
    .map((line) => (line.startsWith("+") ? ink.green(line) : line.startsWith("-") ? ink.red(line) : line))
    .join("\n");
}

/** A file may hold characters that command a terminal; where one looks, they are shown as what they are not. */
export function visibleOn({ output }: Options): (text: string) => string {
  const onTerminal = process.stdout.isTTY && output === undefined;
  return (text) => (onTerminal ? text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, "\ufffd") : text);
}

function headline(outcomes: FixReport["outcomes"], files: readonly Drafted[], unplanned: readonly Unplanned[]): string {
  const count = (state: string) => outcomes.filter((one) => one.state === state).length;
  const made = count("applied") + count("planned");
  const word = count("applied") > 0 ? "made and proven" : "planned";
  if (outcomes.length + unplanned.length === 0) return "There is nothing here that could be mended.";
  const parts = [`${plural(made, "edit")} ${word} in ${plural(files.length, "file")}`];
  if (count("taken back") > 0) parts.push(`${count("taken back")} taken back`);
  if (count("refused") > 0) parts.push(`${count("refused")} refused`);
  if (unplanned.length > 0) parts.push(`${plural(unplanned.length, "place")} left`);
  return parts.join(", ");
}
