import { readFileSync } from "node:fs";
import { readBill } from "./bill.ts";
import { run } from "./have.ts";
import type { Listed, Made } from "./subject.ts";

/**
 * What syft lists of the same files. A root file system is looked at as it looks at images, which finds what is
 * installed; a folder with a lock as it looks at folders, which finds what is declared.
 */
export function syftBillOf(syft: string, { target }: Made, types: readonly string[], output: string): Required<Listed> {
  const isRoot = target.startsWith("rootfs:");
  const as = isRoot ? ["--override-default-catalogers", "image"] : [];
  const words = [
    "scan",
    `dir:${target.replace(/^rootfs:/, "")}`,
    ...as,
    "--quiet",
    "--output",
    `cyclonedx-json=${output}`,
  ];
  run(syft, words, { environment: { SYFT_CHECK_FOR_APP_UPDATE: "false" } });
  const { packages, edges } = readBill(JSON.parse(readFileSync(output, "utf8")), types);
  return { packages: new Set([...packages].map(alike)), edges: new Set([...edges].map(alike)) };
}

/** Spelled as we spell it: an epoch of 0 is none, and modules of Go are in lower case, as the purl type asks. */
function alike(key: string): string {
  return key.startsWith("golang/") ? key.toLowerCase() : key.replaceAll(/(^| > )(rpm\/[^@]*@)0:/g, "$1$2");
}
