import { NotUnderstood } from "./script.ts";

export interface TakenOptions {
  readonly flags: ReadonlySet<string>;
  readonly values: ReadonlyMap<string, readonly string[]>;
  readonly words: readonly string[];
}

/**
 * A program's options, written as getopt takes them: bundled, and with their values joined or apart.
 * @param plain letters of options that stand alone
 * @param withValue letters of options that take a value
 * @param long long names, and the letters that they stand for
 * @throws NotUnderstood for any other option
 */
export function takeOptions(
  program: string,
  args: readonly string[],
  plain: string,
  withValue = "",
  long: Readonly<Record<string, string>> = {},
): TakenOptions {
  const flags = new Set<string>();
  const values = new Map<string, string[]>();
  const words: string[] = [];
  const keep = (letter: string, value: string) => values.set(letter, [...(values.get(letter) ?? []), value]);
  const unknown = (arg: string) => new NotUnderstood(`${program} ${arg}`);
  for (let index = 0; index < args.length; index++) {
    const arg = args[index] ?? "";
    if (arg === "--") {
      words.push(...args.slice(index + 1));
      break;
    }
    if (!arg.startsWith("-") || arg === "-") {
      words.push(arg);
      continue;
    }
    if (arg.startsWith("--")) {
      const [name = "", value] = arg.split("=", 2);
      const letter = long[name];
      if (letter === undefined) throw unknown(arg);
      if (!withValue.includes(letter)) flags.add(letter);
      else keep(letter, value ?? args[++index] ?? "");
      continue;
    }
    for (let at = 1; at < arg.length; at++) {
      const letter = arg.charAt(at);
      if (plain.includes(letter)) flags.add(letter);
      else if (withValue.includes(letter)) {
        keep(letter, at + 1 < arg.length ? arg.slice(at + 1) : (args[++index] ?? ""));
        break;
      } else throw unknown(arg);
    }
  }
  return { flags, values, words };
}
