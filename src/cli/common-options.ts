import { type OptionSpec, option, REPORT_FORMATS } from "./command.ts";

/** Options that every command takes. */
export const EVERYWHERE: readonly OptionSpec[] = [
  option("--config <file>", "configuration (default: waybill.yaml, found upwards)"),
  option("--offline", "open no network connection at all"),
  option("--cache <dir>", "where downloads are kept"),
  option("--data <dir>", "where advisories and kept bills are"),
  option("--quiet", "print the report alone, no messages"),
  option("--verbose", "say more about what is done"),
  option("--no-color", "no colours"),
  option("--no-progress", "no progress line"),
];

/** Options of the commands that look at a target and report. */
export const LOOKING: readonly OptionSpec[] = [
  option("--format <format>", "form of the report (default: table)", REPORT_FORMATS),
  option("--output <file>", "write the report there instead of to standard output"),
  option("--fail-on <severity>", "least severity that fails (default: high)", [
    "critical",
    "high",
    "medium",
    "low",
    "never",
  ]),
  option("--only <names...>", "only these rooms, analyzers or rules"),
  option("--skip <names...>", "all but these rooms, analyzers or rules"),
  option("--jobs <n>", "threads to use (default: one per core, at most 4)"),
  option("--platform <os/arch>", "which platform of a many-platform image"),
  option("--all", "table: every finding, not only the deeds that matter most"),
  option("--vex <files...>", "statements about holes that excuse them: OpenVEX, CSAF or CycloneDX"),
  option("--explain", "also what was looked at and rejected, and why"),
  option("--insecure-registry", "speak plain HTTP with a registry that is not on this machine"),
  ...EVERYWHERE,
];
