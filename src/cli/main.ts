import { Command, CommanderError, Option } from "commander";
import { VERSION } from "../core/version.ts";
import type { CommandSpec } from "./command.ts";
import { COMMANDS } from "./commands.ts";
import { keepCompiledCode } from "./compiled-code.ts";
import { fail } from "./fail.ts";
import { keepYoungHeapSmall, letOldHeapGrowBy, letYoungHeapGrowTo } from "./young-heap.ts";

/** Reads the command line and loads only the command that was asked for. */
async function main(): Promise<void> {
  const program = new Command("waybill")
    .description(
      "What is in your containers and pipelines, what should be, what is wrong, and proof that it was fixed.",
    )
    .version(VERSION, "-V, --version")
    .usage("COMMAND [TARGET] [options]")
    .enablePositionalOptions() // else `sbom` would take the options of `sbom diff` for its own
    .helpCommand("help [command]", "say more about one command")
    .addHelpText("after", `\n${EXAMPLES}`)
    .exitOverride()
    .configureOutput({ outputError: () => {} });
  for (const spec of COMMANDS) addCommand(program, spec);
  await program.parseAsync(process.argv);
}

const EXAMPLES = `Examples:
  waybill check .                     look at this repository
  waybill check registry.example.com/team/app:1.4
  waybill sbom oci:image --output bom.json
  waybill fix . --apply               mend what can be proven
  waybill explain workflows/unpinned-action

Exit: 0 clean and whole; 1 findings at or above --fail-on; 2 the call is wrong;
      3 something could not be looked at; 70 a defect of ours.`;

function addCommand(parent: Command, spec: CommandSpec): void {
  const command = parent.command(spec.usage).description(spec.summary).exitOverride();
  command.configureOutput({ outputError: () => {} });
  for (const { flags, description, choices } of spec.options ?? []) {
    const option = new Option(flags, description);
    if (choices !== undefined) option.choices([...choices]);
    command.addOption(option);
  }
  command.enablePositionalOptions();
  for (const child of spec.commands ?? []) addCommand(command, child);
  const { load } = spec;
  if (load === undefined) return;
  command.action(async (...args: unknown[]) => {
    args.pop(); // the command itself
    const options = args.pop() as Record<string, unknown>;
    keepCompiledCode(options["cache"]);
    if (options["history"] === true) {
      letYoungHeapGrowTo(YOUNG_MIB_OF_HISTORY);
      letOldHeapGrowBy(OLD_PERCENT_OF_HISTORY);
    } else keepYoungHeapSmall();
    const run = await load();
    const words = args.flat().filter((word): word is string => typeof word === "string");
    process.exitCode = await run(words, options);
  });
}

/** The search of a history makes far more than it keeps. */
const YOUNG_MIB_OF_HISTORY = 4;
const OLD_PERCENT_OF_HISTORY = 30;

/** A reader that closes its end early, such as `head`, wants no more; that is no error of ours. */
for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
  });
}

try {
  await main();
} catch (error) {
  if (error instanceof CommanderError && error.exitCode === 0) process.exitCode = 0;
  else process.exitCode = fail(error, process.stderr);
}
