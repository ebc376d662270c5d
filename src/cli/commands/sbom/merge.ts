import { WaybillError } from "../../../core/errors.ts";
import type { Target } from "../../../core/target.ts";
import { VERSION } from "../../../core/version.ts";
import { mergeBills } from "../../../scan/bills.ts";
import type { RunCommand } from "../../command.ts";
import { readOptions } from "../../options.ts";
import { writeOut } from "../../write-out.ts";
import { calledInBill } from "./called-in-bill.ts";
import { type LookedBill, lookAtBill } from "./look-at-bill.ts";
import { billOptionsOf, writeBill } from "./write-bill.ts";

/** One bill of several: each component once, with the targets that it comes from; the targets stay apart inside. */
export const merge: RunCommand = async (targets, raw) => {
  const options = readOptions(raw);
  const bills: LookedBill[] = [];
  for (const target of targets) {
    const bill = await lookAtBill(target, options);
    bills.push(bill.isListed ? bill : { ...bill, target: calledInBill(bill.target) });
  }
  const { components, parts, unclaimed } = mergeBills(bills);
  const about = {
    target: named(raw["name"], bills),
    toolVersion: VERSION,
    gaps: bills.flatMap(({ gaps, target }) =>
      gaps.map(({ where, reason }) => ({ where: `${target.ref}: ${where}`, reason })),
    ),
    parts,
    ...(unclaimed !== undefined && { unclaimed }),
  };
  const [first] = bills;
  await writeOut(writeBill(components, about, billOptionsOf(raw), first?.startedAt ?? new Date()), options);
  return bills.every(({ isWhole }) => isWhole) ? 0 : 3;
};

/** What all of them are together; none of them may be called so. */
function named(asked: unknown, bills: readonly LookedBill[]): Target {
  const ref = typeof asked === "string" ? asked : bills.map(({ target }) => target.ref).join(" + ");
  if (ref === "" || bills.some(({ target }) => target.kind === "sbom" && target.ref === ref))
    throw new WaybillError(
      "call/name-taken",
      `The merged bill cannot be called "${ref}": one of its parts is.`,
      "Choose another with --name.",
    );
  return { kind: "sbom", ref };
}
