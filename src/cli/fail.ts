import type { Writable } from "node:stream";
import { CommanderError } from "commander";
import { nearest, WaybillError } from "../core/errors.ts";
import { VERSION } from "../core/version.ts";
import { COMMANDS } from "./commands.ts";

/** Says what went wrong and what to do, and answers the exit status of the contract. */
export function fail(error: unknown, stderr: Writable): number {
  if (isInterruption(error)) {
    stderr.write(
      "waybill: stopped before it was done, and no report was written. Run the same call again to start over.\n",
    );
    return 130;
  }
  if (error instanceof CommanderError) {
    const { message, advice } = asAdvice(error);
    stderr.write(`waybill: ${message}\n         ${advice}\n`);
    return 2;
  }
  if (error instanceof WaybillError) {
    stderr.write(`waybill: ${error.message}\n         ${error.advice}\n`);
    return isOutOfSight(error.code) ? 3 : 2;
  }
  const known = systemMistake(error);
  if (known !== undefined) {
    stderr.write(`waybill: ${known}\n`);
    return 2;
  }
  stderr.write(
    `waybill: a defect of ours, version ${VERSION}, Node ${process.versions.node}. Please report it with these lines,\n` +
      `         which hold no content of your files:\n${traceOf(error)}\n`,
  );
  return 70;
}

/** The call was right, but what it names could not be looked at. */
function isOutOfSight(code: string): boolean {
  const denied = [
    "oci/denied",
    "oci/no-token",
    "oci/too-many-requests",
    "oci/refused",
    "oci/digest-mismatch",
    "oci/bad-document",
  ];
  return code.startsWith("connect/") || denied.includes(code) || code === "sources/broken-archive";
}

function isInterruption(error: unknown): boolean {
  return error instanceof Error && error.name === "AbortError";
}

function asAdvice(error: CommanderError): { message: string; advice: string } {
  const message = error.message.replace(/^error: /, "").replace(/\n.*$/s, "");
  const word = /unknown command '([^']*)'/.exec(message)?.[1];
  if (word === undefined) return { message, advice: "`waybill help` lists the commands and options." };
  const near = nearest(
    word,
    COMMANDS.map(({ usage }) => usage.split(" ")[0] ?? ""),
  );
  return {
    message: `there is no command "${word}"`,
    advice: near === undefined ? "`waybill help` lists the commands." : `Did you mean \`waybill ${near}\`?`,
  };
}

/** A full disk or a folder without rights is the machine's doing, not a defect. */
function systemMistake(error: unknown): string | undefined {
  const { code, path, syscall } = (error ?? {}) as NodeJS.ErrnoException;
  const where = path === undefined ? "" : ` ${path}`;
  switch (code) {
    case "ENOSPC":
      return `no space left on the device while writing${where}\n         Free some, or point --output, --cache or --data elsewhere.`;
    case "EACCES":
    case "EPERM":
    case "EROFS":
      return `not allowed to ${syscall === "open" ? "open" : "write"}${where}\n         Choose another place, or run as a user who may.`;
    case "ENOTDIR":
    case "EISDIR":
    case "ENOENT":
      return path === undefined
        ? undefined
        : `${path} is no file that can be opened or written\n         Check the path.`;
    default:
      return undefined;
  }
}

/** The stack without the message, which may quote a file. */
function traceOf(error: unknown): string {
  if (!(error instanceof Error)) return `  ${typeof error}`;
  const frames = (error.stack ?? "").split("\n").filter((line) => /^\s+at /.test(line));
  return [`  ${error.name}`, ...frames.slice(0, 12)].join("\n");
}
