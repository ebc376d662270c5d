import type { Place } from "../core/place.ts";
import type { OpenFile } from "../core/reader.ts";
import { readUnit, type UnitSetting, type UnitWord, unitWords } from "../documents/systemd/read.ts";
import type { PlacedWord } from "./command-flags.ts";

/** A command that a systemd unit starts, with the variables put in that the same file sets. */
export interface UnitCommand {
  /** The program's name without its folder. */
  readonly program: string;
  readonly at: Place;
  readonly words: readonly PlacedWord<Place>[];
  /** What the same file sets in its environment. */
  readonly variables: ReadonlyMap<string, string>;
  /** Other files set its environment, too. */
  readonly hasOtherVariables: boolean;
}

/** Whether a path is that of a service unit or of a drop-in for one. */
export function isUnit(path: string): boolean {
  return /\.service$|\.service\.d\/[^/]+\.conf$/.test(path);
}

/** Most words that variables may unfold to. */
const MOST_WORDS = 10_000;

/** The commands of a unit's `ExecStart=`; an empty one takes back those before it. */
export function commandsIn(file: OpenFile): UnitCommand[] {
  const settings = readUnit(file.text()).filter(({ section }) => section === "Service");
  const variables = variablesIn(settings);
  const place = ({ line, column }: UnitWord["at"]): Place => ({ ...file.place, line, column });
  const hasOtherVariables = settings.some(({ key }) => key === "EnvironmentFile");
  let commands: UnitCommand[] = [];
  for (const setting of settings.filter(({ key }) => key === "ExecStart")) {
    const words = unitWords(setting).flatMap((word) => unfolded(word, variables));
    const [first, ...rest] = words.slice(0, MOST_WORDS);
    if (first === undefined) commands = [];
    else {
      const program = first.text.replace(/^[@\-:+!|]+/, "").replace(/^.*\//, "");
      const placed = rest.map(({ text, at }) => ({ text, at: place(at) }));
      commands.push({ program, at: place(first.at), words: placed, variables, hasOtherVariables });
    }
  }
  return commands;
}

/** `Environment=` of the same file: those of other files are not known here. */
function variablesIn(settings: readonly UnitSetting[]): Map<string, string> {
  const variables = new Map<string, string>();
  for (const { text } of settings.filter(({ key }) => key === "Environment").flatMap(unitWords)) {
    const equals = text.indexOf("=");
    if (equals > 0) variables.set(text.slice(0, equals), text.slice(equals + 1));
  }
  return variables;
}

/** A word that is nothing but `$NAME` is split at its spaces, `${NAME}` is not. */
function unfolded(word: UnitWord, variables: ReadonlyMap<string, string>): UnitWord[] {
  const name = /^\$(\w+)$/.exec(word.text)?.[1];
  if (name !== undefined && variables.has(name)) {
    const value = variables.get(name) ?? "";
    return unitWords({ value, at: () => word.at });
  }
  const text = word.text.replace(/\$\{(\w+)\}/g, (whole, braced: string) => variables.get(braced) ?? whole);
  return [{ ...word, text }];
}
