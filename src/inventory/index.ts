import type { Analyzer } from "../core/analyzer.ts";
import { packages } from "./packages.ts";

export const inventory: readonly Analyzer[] = [packages];
