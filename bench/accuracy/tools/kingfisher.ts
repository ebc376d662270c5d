import * as z from "zod";
import { type Tool, within } from "./tool.ts";

const Report = z.object({
  findings: z.array(z.object({ finding: z.object({ snippet: z.string(), line: z.number(), path: z.string() }) })),
});

export function kingfisher(program: string, title: string, folder: string, output: string): Tool {
  return {
    title,
    command: {
      program,
      words: [
        "scan",
        folder,
        "--no-validate",
        "--no-dedup",
        "--git-history",
        "none",
        "--format",
        "json",
        "--no-update-check",
        "--output",
        output,
      ],
      exits: [0, 200],
    },
    hits: (report) =>
      Report.parse(JSON.parse(report)).findings.map(({ finding: { snippet, line, path } }) => {
        return { path: within(folder, path), first: line, last: line, value: snippet };
      }),
  };
}
