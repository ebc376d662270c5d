import { WaybillError } from "../../../core/errors.ts";
import { subjectOf } from "../../../core/subject.ts";
import type { Looked } from "../../look.ts";
import type { Options } from "../../options.ts";

/** What a command says besides its report: asked before it looks, and told after. */
export interface AfterReport {
  /** @throws WaybillError when the call asks for what cannot be */
  demand(options: Options): void;
  print(looked: Looked, options: Options): Promise<void>;
}

/** `--show-secrets`: the values themselves, for the eyes of who sits at the terminal; into no file, pipe or log. */
export const showSecrets: AfterReport = {
  demand({ showSecrets, format, output, inCi }) {
    const isForEyes = process.stdout.isTTY && output === undefined && (format ?? "table") === "table" && !inCi;
    if (showSecrets && !isForEyes) {
      throw new WaybillError(
        "call/not-a-terminal",
        "--show-secrets shows values on a terminal alone, and this goes elsewhere.",
        "Run it at a terminal, without --output and with the format table.",
      );
    }
  },
  async print(looked, { showSecrets }) {
    if (!showSecrets) return;
    for (const line of await valuesOf(looked)) process.stdout.write(`${line}\n`);
  },
};

/** What reads them is loaded when it is needed: every command that looks passes by here. */
async function valuesOf(looked: Looked): Promise<string[]> {
  const { credentialsIn, treeOf } = await import("../../mending.ts");
  const told = new Set(looked.report.findings.map(({ subject }) => subjectOf(subject).name));
  const tree = treeOf(looked);
  return credentialsIn(looked)
    .filter(({ subject }) => told.has(subjectOf(subject).name))
    .map(({ at, start, end }) => {
      const value = tree.read(at.path ?? "").toString("utf8", start, end);
      return `${at.path}:${at.line ?? 1}  ${printable(value)}`;
    });
}

/** What a file holds must not move the cursor. */
function printable(value: string): string {
  return value.replaceAll(/[\u0000-\u001f\u007f-\u009f]/g, "·");
}
