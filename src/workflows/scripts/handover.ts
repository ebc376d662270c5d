/** A value that a script hands to later steps through one of the runner's files. */
export interface Handover {
  readonly file: "GITHUB_OUTPUT" | "GITHUB_ENV" | "GITHUB_PATH";
  readonly name: string;
  /** The text that becomes the value, before the shell has filled it in. */
  readonly value: string;
}

const FILE =
  /(?:>>?|-a|-Append|Out-File|Add-Content)[^\n]{0,80}?\$\{?(?:env:)?(GITHUB_OUTPUT|GITHUB_ENV|GITHUB_PATH)\b/i;
const COMMAND = /::set-(output|env) +name=([\w-]+)::([^\n]*)/;
const ADD_PATH = /::add-path::([^\n]*)/;
const LONGEST_LINE = 4_096;
const MOST_HANDOVERS = 200;

/** What a script writes to `$GITHUB_OUTPUT`, `$GITHUB_ENV` and `$GITHUB_PATH`, or says by the old commands. */
export function handoversIn(script: string): Handover[] {
  if (!/GITHUB_(?:OUTPUT|ENV|PATH)|::set-|::add-path/i.test(script)) return [];
  const lines = script.split("\n").map((line) => line.slice(0, LONGEST_LINE));
  const found: Handover[] = [];
  let block = "";
  for (const [index, line] of lines.entries()) {
    if (found.length >= MOST_HANDOVERS) break;
    const [, kind, name = "", value = ""] = COMMAND.exec(line) ?? [];
    if (kind !== undefined) found.push({ file: kind === "env" ? "GITHUB_ENV" : "GITHUB_OUTPUT", name, value });
    const added = ADD_PATH.exec(line)?.[1];
    if (added !== undefined) found.push({ file: "GITHUB_PATH", name: "", value: added });
    if (/^\s*[{(]\s*$/.test(line)) block = fileBehindBlock(lines, index);
    const own = FILE.exec(line)?.[1]?.toUpperCase();
    const file = own ?? block;
    if (/^\s*[})]/.test(line)) block = "";
    if (isFile(file)) found.push(...assignment(file, line, lines, index));
  }
  return found;
}

function isFile(name: string): name is Handover["file"] {
  return name === "GITHUB_OUTPUT" || name === "GITHUB_ENV" || name === "GITHUB_PATH";
}

/** The file that `{ …; } >> "$GITHUB_ENV"` writes to. */
function fileBehindBlock(lines: readonly string[], start: number): string {
  const end = lines.slice(start + 1, start + 200).find((line) => /^\s*[})]/.test(line));
  return FILE.exec(end ?? "")?.[1]?.toUpperCase() ?? "";
}

function assignment(file: Handover["file"], line: string, lines: readonly string[], index: number): Handover[] {
  const written = line.replace(FILE, " ");
  if (file === "GITHUB_PATH") return [{ file, name: "", value: written }];
  const [, long, delimiter] = /([A-Za-z_][\w-]*)<<-?[\\"']?(\$?\{?[\w-]+)/.exec(written) ?? [];
  if (long !== undefined && delimiter !== undefined) {
    const rest = lines.slice(index + 1, index + 50);
    const end = rest.findIndex((next) => next.includes(delimiter));
    return [{ file, name: long, value: rest.slice(0, end === -1 ? 10 : end).join("\n") }];
  }
  const [, name, value] = /(?:^|[\s"'(])([A-Za-z_][\w-]*)=([^\n]*)/.exec(written) ?? [];
  if (name !== undefined && value !== undefined) return [{ file, name, value }];
  return /^\s*(?:cat|grep|jq|sed|awk|tee)\b/.test(written) ? [{ file, name: "*", value: `$(${written.trim()})` }] : [];
}

/**
 * A text with the shell's variables replaced by what the script set them to, one level after the other: only plain
 * assignments and `$(echo …)`, since what other programs make of a value may be harmless.
 */
export function filledIn(value: string, script: string): string {
  const assigned = new Map<string, string>();
  for (const line of script.split("\n")) {
    const [, name, text] =
      /^\s*(?:export\s+|local\s+|readonly\s+|\$)?([A-Za-z_]\w*)\s?=\s?([^\n]{1,2000})$/.exec(line) ?? [];
    if (name !== undefined && text !== undefined && isPassedOn(text)) assigned.set(name, text);
  }
  let filled = value;
  for (let depth = 0; depth < 3; depth++) {
    const next = filled.replace(/\$(?:\{(\w+)(?::-[^}]*)?\}|(\w+))/g, (whole, braced, bare) => {
      const text = assigned.get(braced ?? bare);
      return text === undefined || text.includes(whole) ? whole : text;
    });
    if (next === filled || next.length > 20_000) break;
    filled = next;
  }
  return filled;
}

function isPassedOn(text: string): boolean {
  return !/\$\(|`/.test(text) || /^["']?\$\((?:echo|printf|cat|<)[^|]*\)["']?$/.test(text);
}

/** The names of the variables that a shell would fill in. */
export function variablesIn(text: string): string[] {
  return [...text.matchAll(/\$(?:\{(?:env:)?(\w+)(?::-[^}]*)?\}|env:(\w+)|(\w+))/g)].flatMap(
    ([, braced, powershell, bare]) => braced ?? powershell ?? bare ?? [],
  );
}

/** A file's content is taken up: `$(cat x)`, `$(<x)`. */
export function readsFile(text: string): boolean {
  return /\$\(\s*(?:cat|head|tail|jq|grep|sed|awk)\b|\$\(<|Get-Content/.test(text);
}
