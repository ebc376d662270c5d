import { type CommandSpec, option } from "./command.ts";
import { EVERYWHERE, LOOKING } from "./common-options.ts";

const FORMAT = option("--format <format>", "table (default) or json", ["table", "json"]);
const OUTPUT = option("--output <file>", "write the answer there instead of to standard output");

/** Bills that are kept, so that a question about all targets needs no look at any of them. */
export const INVENTORY: CommandSpec = {
  usage: "inventory",
  summary: "keep bills of materials, and ask which targets hold what",
  commands: [
    {
      usage: "add <targets...>",
      summary: "look at targets, or take bills from files, and keep what they hold",
      options: [
        option("--name <name>", "keep it under this name (default: the target's own)"),
        ...LOOKING.filter(({ flags }) => !/^--(format|output|fail-on|only|skip|all|explain)\b/.test(flags)),
      ],
      load: async () => (await import("./commands/inventory/add.ts")).add,
    },
    {
      usage: "list",
      summary: "the targets whose bills are kept",
      options: [FORMAT, OUTPUT, ...EVERYWHERE],
      load: async () => (await import("./commands/inventory/list.ts")).list,
    },
    {
      usage: "search <query>",
      summary: 'which targets hold a component: lodash, "log4j-core@>=2.0 <2.17", pkg:npm/lodash@4.17.20',
      options: [
        FORMAT,
        OUTPUT,
        option("--limit <n>", "most targets to name (default: 100)"),
        option("--exit-code", "exit 1 when a target holds it"),
        ...EVERYWHERE,
      ],
      load: async () => (await import("./commands/inventory/search.ts")).search,
    },
    {
      usage: "remove <targets...>",
      summary: "forget the bills of targets, by the names in the list",
      options: EVERYWHERE,
      load: async () => (await import("./commands/inventory/remove.ts")).remove,
    },
  ],
};
