import type { Analyzer } from "../core/analyzer.ts";
import { packages } from "./packages.ts";

export type { AboutBill } from "./formats/about-bill.ts";
export type { CycloneDxVersion } from "./formats/cyclonedx/versions.ts";
export { writeCycloneDx } from "./formats/cyclonedx/write.ts";
export { writeCycloneDxXml } from "./formats/cyclonedx/write-xml.ts";
export { writeSpdx } from "./formats/spdx/write.ts";

export const inventory: readonly Analyzer[] = [packages];
