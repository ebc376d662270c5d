import * as z from "zod";
import { type Tool, within } from "./tool.ts";

const Report = z.object({ results: z.record(z.string(), z.array(z.object({ line_number: z.number() }))) });

export function detectSecrets(program: string, title: string, folder: string, output: string): Tool {
  return {
    title,
    command: {
      program: "sh",
      words: ["-c", 'cd "$2" && "$1" scan --all-files --no-verify . > "$3"', "sh", program, folder, output],
    },
    hits: (report) =>
      Object.entries(Report.parse(JSON.parse(report)).results).flatMap(([path, found]) =>
        found.map(({ line_number: line }) => ({ path: within(folder, path), first: line, last: line })),
      ),
  };
}
