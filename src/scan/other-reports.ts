export { parseSarif, type SarifResult } from "../documents/sarif/read.ts";
