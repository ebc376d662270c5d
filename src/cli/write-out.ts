import { renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import type { Options } from "./options.ts";

/**
 * Writes to `--output` or to standard output. A file appears whole or not at all. A reader that closes its end
 * early (`| head`) is no error.
 */
export async function writeOut(text: string, { output }: Pick<Options, "output">): Promise<void> {
  if (output === undefined) {
    await new Promise<void>((resolve, reject) => {
      process.stdout.write(text, (error) => {
        if (error && (error as NodeJS.ErrnoException).code !== "EPIPE") reject(error);
        else resolve();
      });
    });
    return;
  }
  writeWhole(output, text);
}

/** The file appears whole or not at all, and only its owner can read it. A device such as `/dev/null` stays what it is. */
export function writeWhole(file: string, text: string): void {
  const there = statSync(file, { throwIfNoEntry: false });
  if (there !== undefined && !there.isFile()) {
    writeFileSync(file, text);
    return;
  }
  const partial = `${file}.${process.pid}.partial`;
  try {
    writeFileSync(partial, text, { mode: 0o600 });
    renameSync(partial, file);
  } catch (error) {
    rmSync(partial, { force: true });
    throw error;
  }
}
