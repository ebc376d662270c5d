import type { Analyzer } from "../core/analyzer.ts";
import { lineage } from "./lineage/lineage.ts";
import { packages } from "./packages.ts";

export { type BillDiff, diffBills, isEmpty, type ListChange, type Named } from "./bills/diff.ts";
export { mergeBills } from "./bills/merge.ts";
export { ELEMENTS, type Lacking, type Quality, qualityOf } from "./bills/quality.ts";
export { Inventory } from "./bills/store/inventory.ts";
export type { Found, Held, Holder } from "./bills/store/search.ts";
export type { StoredBill } from "./bills/store/stored.ts";
export { validateBill } from "./bills/validate/validate.ts";
export type { UnclaimedProgramsFact } from "./facts.ts";
export type { AboutBill } from "./formats/about-bill.ts";
export { componentsOfBill, type ListedComponents } from "./formats/components-of-bill.ts";
export type { CycloneDxVersion } from "./formats/cyclonedx/versions.ts";
export { writeCycloneDx } from "./formats/cyclonedx/write.ts";
export { writeCycloneDxXml } from "./formats/cyclonedx/write-xml.ts";
export { writeSpdx } from "./formats/spdx/write.ts";
export { subjectOfBill } from "./formats/subject.ts";
export { placesToldIn } from "./formats/told-places.ts";

export const inventory: readonly Analyzer[] = [packages, lineage];
