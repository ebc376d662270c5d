import * as z from "zod";
import { type Tool, within } from "./tool.ts";

const Report = z.array(z.object({ File: z.string(), StartLine: z.number(), EndLine: z.number(), Secret: z.string() }));

export function gitleaks(program: string, title: string, folder: string, output: string): Tool {
  return {
    title,
    command: {
      program,
      words: ["dir", folder, "--no-banner", "--exit-code", "0", "--report-format", "json", "--report-path", output],
    },
    hits: (report) =>
      Report.parse(JSON.parse(report)).map(({ File, StartLine, EndLine, Secret }) => {
        return { path: within(folder, File), first: StartLine, last: EndLine, value: Secret };
      }),
  };
}
