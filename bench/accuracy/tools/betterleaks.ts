import * as z from "zod";
import { type Tool, within } from "./tool.ts";

const Report = z.object({
  findings: z.array(
    z.object({
      match: z.object({ value: z.string() }),
      location: z.object({ path: z.string(), start_line: z.number(), end_line: z.number() }),
    }),
  ),
});

export function betterleaks(program: string, title: string, folder: string, output: string): Tool {
  return {
    title,
    command: { program, words: ["auto", folder, "--silent", "--no-color", "--exit-code", "0", "--output", output] },
    hits: (report) =>
      Report.parse(JSON.parse(report)).findings.map(({ match, location: { path, start_line, end_line } }) => {
        return { path: within(folder, path), first: start_line, last: end_line, value: match.value };
      }),
  };
}
