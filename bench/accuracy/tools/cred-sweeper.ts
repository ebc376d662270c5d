import * as z from "zod";
import { type Tool, within } from "./tool.ts";

const Report = z.array(
  z.object({
    line_data_list: z.array(z.object({ path: z.string(), line_num: z.number(), value: z.string() })),
  }),
);

export function credSweeper(program: string, title: string, folder: string, output: string): Tool {
  return {
    title,
    command: { program, words: ["--path", folder, "--save-json", output, "--no-stdout"] },
    hits: (report) =>
      Report.parse(JSON.parse(report)).flatMap(({ line_data_list }) =>
        line_data_list.map(({ path, line_num: line, value }) => {
          return { path: within(folder, path), first: line, last: line, value };
        }),
      ),
  };
}
