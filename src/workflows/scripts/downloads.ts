import { programOf, readShell, type ShellCommand } from "../../documents/shell/read.ts";

/** A program that a script fetches into a file and then runs or installs. */
export interface Download {
  /** As written. */
  readonly address: string;
  readonly file: string;
  /**
   * What stands between the two: nothing, a checksum that comes from where the file comes from, a signature, or a
   * checksum that stands in the script or is handed to it.
   */
  readonly check: "none" | "same-origin" | "signature" | "written-down";
}

/** Scripts with more commands than this are machines' work, and read up to here. */
const MOST_COMMANDS = 2_000;

/** The programs that a script fetches and runs, each once. */
export function downloadsRun(script: string): Download[] {
  const text = script.replace(/\$\{\{([^}]{0,400})\}\}/g, "__expression__");
  const commands = readShell(text).slice(0, MOST_COMMANDS);
  const fetched = commands.flatMap((command, at) => fetchedFiles(command).map((one) => ({ ...one, at })));
  const origins = new Set(fetched.map(({ file }) => plainName(file)));
  const found = new Map<string, Download>();
  for (const { address, file, at } of fetched) {
    const later = commands.slice(at + 1);
    if (!later.some((command) => runs(command, file)) || found.has(file)) continue;
    found.set(file, { address, file, check: checkOf(later, origins) });
  }
  return [...found.values()];
}

/** What a `curl` or `wget` writes, with the address that it comes from. */
function fetchedFiles(command: ShellCommand): { address: string; file: string }[] {
  const { program, args } = programOf(command);
  if (program !== "curl" && program !== "wget") return [];
  const address = args.find((arg) => /^(?:https?|ftp):\/\//.test(arg)) ?? args.find((arg) => arg.startsWith("$"));
  if (address === undefined) return [];
  const own = lastPart(address);
  const named = valueOf(
    args,
    program === "curl" ? /^(?:-[a-zA-Z]*o|--output)$/ : /^(?:-[a-zA-Z]*O|--output-document)$/,
  );
  const file =
    named ??
    command.writes?.[0] ??
    (program === "wget" || args.some((arg) => /^(?:-[a-zA-Z]*O[a-zA-Z]*|--remote-name)$/.test(arg)) ? own : undefined);
  return file === undefined || file === "" || file === "-" ? [] : [{ address, file }];
}

function valueOf(args: readonly string[], flag: RegExp): string | undefined {
  const at = args.findIndex((arg) => flag.test(arg));
  return at === -1 ? undefined : args[at + 1];
}

function lastPart(address: string): string {
  return /\/([^/?#]+)(?:[?#].*)?$/.exec(address.replace(/^[a-z]+:\/\/[^/]*/, ""))?.[1] ?? "";
}

const INTERPRETERS = /^(?:sh|bash|dash|zsh|python\d?(?:\.\d+)?|perl|ruby|node|php|source|\.)$/;
const INSTALLERS = /^(?:install|dpkg|rpm|msiexec|installer)$/;

function runs(command: ShellCommand, file: string): boolean {
  const { program, args } = programOf(command);
  const name = plainName(file);
  const isFile = (word: string | undefined) => word !== undefined && plainName(word) === name;
  if (
    isFile(command.words[0]) ||
    command.words.some((word, at) => at > 0 && word.startsWith("./") && isFile(word) && program === name)
  )
    return true;
  if (program === "chmod")
    return args.some((arg) => /^(?:[ugoa]*\+[rwst]*x|0?[0-7]*[1357][0-7]{0,2})/.test(arg)) && args.some(isFile);
  if (INTERPRETERS.test(program)) return isFile(args.find((arg) => !arg.startsWith("-")));
  if (INSTALLERS.test(program)) return args.some(isFile);
  if (/^(?:apt|apt-get|dnf|yum|apk|pip3?|npm)$/.test(program))
    return args.some((arg) => /^\.?\//.test(arg) && isFile(arg));
  if (program === "mv" || program === "cp")
    return isFile(args.find((arg) => !arg.startsWith("-"))) && /\/s?bin(?:\/|$)/.test(args.at(-1) ?? "");
  return false;
}

function checkOf(later: readonly ShellCommand[], origins: ReadonlySet<string>): Download["check"] {
  let check: Download["check"] = "none";
  for (const command of later) {
    const { program, args } = programOf(command);
    if (/^(?:sha\d+sum|shasum|b2sum|md5sum)$/.test(program)) {
      const isOfOrigin = [...args, ...command.reads.flatMap(({ words }) => words)].some(
        (word) => origins.has(plainName(word)) && /sum|sha|md5|digest/i.test(word),
      );
      if (!isOfOrigin) return "written-down";
      if (check === "none") check = "same-origin";
    }
    const isSignature =
      (program === "gpg" && args.some((arg) => arg === "--verify")) ||
      (program === "cosign" && args[0]?.startsWith("verify")) ||
      (program === "gh" && args[0] === "attestation") ||
      /^(?:gpgv2?|minisign|slsa-verifier|signify)$/.test(program);
    if (isSignature) check = "signature";
  }
  return check;
}

function plainName(word: string): string {
  return word.replace(/^\.\//, "");
}
