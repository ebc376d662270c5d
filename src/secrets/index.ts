import type { Analyzer } from "../core/analyzer.ts";
import { filesAnalyzer, historyAnalyzer } from "./analyzers.ts";

export type { CredentialFact } from "./facts.ts";
export { KeptCredential } from "./schema.ts";

/** The room of credentials: where they stand, what they open, how they are revoked. */
export const secrets: readonly Analyzer[] = [filesAnalyzer, historyAnalyzer];
