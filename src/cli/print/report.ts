import type { Report } from "../../core/report.ts";
import type { FailOn } from "../../core/severity.ts";
import type { Options, ReportFormat } from "../options.ts";
import { writeOut } from "../write-out.ts";

/** Renders the report in the form that was asked for and writes it to where it was asked for. */
export async function printReport(report: Report, options: Options, failOn: FailOn): Promise<void> {
  const format = (options.format ?? "table") as ReportFormat;
  await writeOut(await render(format, report, options, failOn), options);
}

/** Each form is loaded only when somebody wants it. */
async function render(format: ReportFormat, report: Report, options: Options, failOn: FailOn): Promise<string> {
  switch (format) {
    case "table": {
      const { printTable } = await import("./table.ts");
      return printTable(report, {
        color: options.color,
        all: options.all,
        width: process.stdout.columns ?? 80,
        failOn,
      });
    }
    case "json":
      return (await import("./json.ts")).printJson(report);
    case "sarif":
      return (await import("./sarif.ts")).printSarif(report);
    case "html":
      return (await import("./html/page.ts")).printHtml(report, failOn);
    case "markdown":
      return (await import("./markdown.ts")).printMarkdown(report);
    case "junit":
      return (await import("./junit.ts")).printJunit(report, failOn);
  }
}
