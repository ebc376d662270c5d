import * as z from "zod";
import { VERSION } from "../../../src/core/version.ts";
import type { Tool } from "./tool.ts";

const Report = z.object({
  findings: z.array(z.object({ locations: z.array(z.object({ path: z.string(), line: z.number().optional() })) })),
});

/** @param bundle the published program */
export function waybill(bundle: string, folder: string, output: string): Tool {
  return {
    title: `waybill ${VERSION}`,
    command: {
      program: process.execPath,
      words: [bundle, "secrets", `dir:${folder}`, "--format", "json", "--fail-on", "never", "--output", output],
      exits: [0, 3],
    },
    hits: (report) =>
      Report.parse(JSON.parse(report)).findings.flatMap(({ locations }) =>
        locations.map(({ path, line = 1 }) => ({ path, first: line, last: line })),
      ),
  };
}
