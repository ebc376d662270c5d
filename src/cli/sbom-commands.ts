import { type CommandSpec, option } from "./command.ts";
import { EVERYWHERE, LOOKING } from "./common-options.ts";

/** Options of the commands that look at a target for its components alone. */
const OPENING = LOOKING.filter(({ flags }) => !/^--(format|fail-on|only|skip|all|explain|vex)\b/.test(flags));

const WRITING = [
  option("--spec-version <version>", "CycloneDX version (default: 1.6)", ["1.4", "1.5", "1.6", "1.7"]),
  option("--supplier <name>", "who supplies the target"),
  option("--target-version <version>", "which version of the target it is (default: digest or commit)"),
  option("--timestamp <time>", "`now` or an ISO time (default: none, or SOURCE_DATE_EPOCH)"),
];

const OUTPUT = option("--output <file>", "write the answer there instead of to standard output");

/** Bills of materials: written, and worked on. */
export const SBOM: CommandSpec = {
  usage: "sbom <target>",
  summary: "the components, as a bill of materials; or compare, merge and check bills",
  options: [
    option("--format <format>", "cyclonedx-json (default), cyclonedx-xml, spdx-json or table", [
      "cyclonedx-json",
      "cyclonedx-xml",
      "spdx-json",
      "table",
    ]),
    option("--name <name>", "what the target is called in the bill (default: its reference, a folder's own name)"),
    option("--allow-empty", "an empty bill of a target that has files is no failure"),
    ...WRITING,
    ...OPENING,
  ],
  load: async () => (await import("./commands/sbom.ts")).sbom,
  commands: [
    {
      usage: "diff <before> <after>",
      summary: "what came, went and changed between two targets or bills",
      options: [
        option("--format <format>", "table (default), json or markdown", ["table", "json", "markdown"]),
        option("--exit-code", "exit 1 when there are differences, as git diff does"),
        ...OPENING,
      ],
      load: async () => (await import("./commands/sbom/diff.ts")).diff,
    },
    {
      usage: "merge <targets...>",
      summary: "one bill of several targets or bills",
      options: [
        option("--format <format>", "cyclonedx-json (default), cyclonedx-xml or spdx-json", [
          "cyclonedx-json",
          "cyclonedx-xml",
          "spdx-json",
        ]),
        option("--name <name>", "what all of them are together (default: their names)"),
        ...WRITING,
        ...OPENING,
      ],
      load: async () => (await import("./commands/sbom/merge.ts")).merge,
    },
    {
      usage: "validate <file>",
      summary: "whether a bill is one that its consumers accept; exit 1 where it is not",
      options: [
        option("--format <format>", "table (default) or json", ["table", "json"]),
        option("--profile <name>", "also the minimum elements of NTIA", ["ntia"]),
        OUTPUT,
        ...EVERYWHERE,
      ],
      load: async () => (await import("./commands/sbom/validate.ts")).validate,
    },
    {
      usage: "quality <target>",
      summary: "how much a bill says: versions, suppliers, licences, edges, hashes",
      options: [option("--format <format>", "table (default) or json", ["table", "json"]), ...OPENING],
      load: async () => (await import("./commands/sbom/quality.ts")).quality,
    },
  ],
};
