import type { Analyzer } from "../core/analyzer.ts";
import { packages } from "./packages.ts";

export { writeCycloneDx } from "./formats/cyclonedx/write.ts";
export { writeSpdx } from "./formats/spdx/write.ts";

export const inventory: readonly Analyzer[] = [packages];
