import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { WaybillError } from "../../../core/errors.ts";
import type { Target } from "../../../core/target.ts";
import { Inventory } from "../../../scan/bills.ts";
import type { RunCommand } from "../../command.ts";
import { type Options, readOptions } from "../../options.ts";
import { plain } from "../../print/columns.ts";
import { plural } from "../../print/words.ts";
import { writeOut } from "../../write-out.ts";
import { lookAtBill } from "../sbom/look-at-bill.ts";

/** Looks at each target and keeps its bill in place of the one that it had. What is not whole is kept as such, and 3. */
export const add: RunCommand = async (targets, raw) => {
  const options = readOptions(raw);
  const { name } = raw;
  if (typeof name === "string" && targets.length > 1)
    throw new WaybillError("call/one-name", "--name names one target, and there are several.", "Add them one by one.");
  const inventory = new Inventory(options.dataDirectory);
  let isWhole = true;
  for (const target of targets) {
    const kept = await keep(inventory, target, typeof name === "string" ? name : undefined, options);
    isWhole &&= kept;
  }
  return isWhole ? 0 : 3;
};

async function keep(inventory: Inventory, word: string, name: string | undefined, options: Options): Promise<boolean> {
  const { target, isListed, components, isWhole, gaps, diffIds } = await lookAtBill(word, options);
  const named = { ...target, ref: name ?? (isListed ? target.ref : placed(target)) };
  inventory.add({ target: named, components, whole: isWhole, gaps: gaps.length, diffIds, now: new Date() });
  const what = `${plural(components.length, "component")} of ${plain(named.ref)}`;
  await writeOut(`${what}${isWhole ? "" : `, not whole: ${plural(gaps.length, "gap")}`}\n`, options);
  return isWhole;
}

/** A path means something else in the next folder: it is kept from the root. */
function placed({ ref }: Target): string {
  const [, prefix = "", rest = ref] = /^((?:dir|git|rootfs|oci|docker-archive|sbom):)?(.*)$/s.exec(ref) ?? [];
  const path = rest.replace(/:[^/:]*$/, "");
  if (existsSync(resolve(rest))) return `${prefix}${resolve(rest)}`;
  return prefix !== "" && existsSync(resolve(path)) ? `${prefix}${resolve(path)}${rest.slice(path.length)}` : ref;
}
