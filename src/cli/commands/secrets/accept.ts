import * as z from "zod";
import { WaybillError } from "../../../core/errors.ts";
import { type Accepted, formatBaseline } from "../../../policy/baseline.ts";
import { readBaseline } from "../../baseline.ts";
import type { RunCommand } from "../../command.ts";
import { look } from "../../look.ts";
import { readOptions } from "../../options.ts";
import { plural } from "../../print/words.ts";
import { writeOut } from "../../write-out.ts";

const Wishes = z.object({
  baseline: z.string("name the file, such as --baseline secrets.baseline"),
  owner: z.string("say who answers for it").min(1),
  reason: z.string("say why they may stay").min(1),
  until: z.iso.date("name the last day on which it holds, such as 2027-01-31"),
});

/** Adds what is found now, and nobody answers for yet, to the baseline. What the file holds already stays as it is. */
export const accept: RunCommand = async ([target = "."], raw) => {
  const options = readOptions(raw);
  const wishes = Wishes.safeParse(raw);
  if (!wishes.success) {
    const [issue] = wishes.error.issues;
    throw new WaybillError(
      "call/wrong-option",
      `--${issue?.path.join(".")}: ${issue?.message}.`,
      "All four are needed.",
    );
  }
  const { baseline, owner, reason, until } = wishes.data;
  const known = readBaseline(baseline);
  const selection = { only: options.only.length > 0 ? options.only : ["secrets"], skip: options.skip };
  const looked = await look({
    target,
    options: { ...options, baseline: undefined },
    selection,
    history: options.history ?? false,
  });
  const held = new Set(known.filter((entry) => entry.until >= until).map(({ id }) => id));
  const found = looked.report.findings.filter(({ room, suppressed }) => room === "secrets" && suppressed === null);
  const added = found
    .filter(({ id }) => !held.has(id))
    .map(({ id, rule }): Accepted => ({ id, rule, owner, reason, until }));
  await writeOut(formatBaseline([...known, ...added]), { output: baseline });
  if (!options.quiet) process.stderr.write(`waybill: ${plural(added.length, "finding")} added to ${baseline}\n`);
  return looked.report.summary.complete ? 0 : 3;
};
