/** A word of a command with the place that it stands at. */
export interface PlacedWord<P> {
  readonly text: string;
  readonly at: P;
}

export interface CommandFlag<P> {
  /** Without its dashes. */
  readonly name: string;
  /** `true` for one that stands alone. */
  readonly value: string;
  readonly at: P;
}

export interface CommandFlags<P> {
  /** In the order of the command: of one that may stand once, the last counts. */
  readonly flags: readonly CommandFlag<P>[];
  /** Words that other programs put in place: what they hold is not known, and so not what is absent. */
  readonly unknown: readonly PlacedWord<P>[];
}

/** How a program's flags are written beyond `--name=value` and `--name value`. */
export interface FlagSyntax {
  /** Flags that take no word after them. */
  readonly switches: ReadonlySet<string>;
  /** `-H` to `host`. */
  readonly short?: ReadonlyMap<string, string>;
}

/** The flags of a command as Go's programs read them (pflag, and the standard library's flag with one dash). */
export function flagsIn<P>(words: readonly PlacedWord<P>[], { switches, short }: FlagSyntax): CommandFlags<P> {
  const flags: CommandFlag<P>[] = [];
  const unknown: PlacedWord<P>[] = [];
  for (let index = 0; index < words.length; index++) {
    const word = words[index];
    if (word === undefined) continue;
    const { text, at } = word;
    if (/^\$[\w{(]|^\{\{/.test(text)) unknown.push(word);
    if (!text.startsWith("-")) continue;
    const isShort = short?.get(text.slice(1, 2));
    if (isShort !== undefined && text.length > 2 && !text.startsWith("--")) {
      flags.push({ name: isShort, value: text.slice(2).replace(/^=/, ""), at });
      continue;
    }
    const equals = text.indexOf("=");
    const written = text.slice(0, equals < 0 ? undefined : equals).replace(/^--?/, "");
    const name = (text.startsWith("--") ? undefined : short?.get(written)) ?? written;
    const next = words[index + 1];
    if (equals >= 0) flags.push({ name, value: text.slice(equals + 1), at });
    else if (switches.has(name) || next === undefined || /^-./.test(next.text)) flags.push({ name, value: "true", at });
    else {
      flags.push({ name, value: next.text, at });
      index++;
    }
  }
  return { flags, unknown };
}

/** What Go's `strconv.ParseBool` takes for true and for false; undefined for all else. */
export function switchOf(value: string): boolean | undefined {
  if (/^(?:1|t|true)$/i.test(value)) return true;
  return /^(?:0|f|false)$/i.test(value) ? false : undefined;
}
