import { stableId } from "../../core/identity.ts";
import { lineEnd, lineStart, type SourceFile } from "../edits/source-file.ts";
import {
  type FoundCredential,
  type NotRewritable,
  type Rewrite,
  type Rewrites,
  type VaultSettings,
  vaultPath,
} from "./consumer.ts";

export function isShellScript({ path, text }: SourceFile): boolean {
  return /\.(?:sh|bash)$/.test(path) || /^#!\s*\S*?(?:\/|\benv\s+)(?:sh|bash|dash|ash|ksh)\b/.test(text.slice(0, 100));
}

/**
 * `NAME=value` and `export NAME=value`, alone on their line, read the value from the vault when the script runs. The
 * variable is set by a plain assignment, so that a script under `set -e` stops where the vault does not answer.
 */
export function rewriteShellScript(
  file: SourceFile,
  credentials: readonly FoundCredential[],
  settings: VaultSettings,
): Rewrites {
  const answers = credentials.map((credential) => rewriteAssignment(file, credential, settings));
  return {
    rewrites: answers.filter((answer) => "moves" in answer),
    left: answers.filter((answer) => "reason" in answer),
  };
}

const ASSIGNMENT = /^([ \t]*)(?:(export|readonly)[ \t]+)?([A-Za-z_]\w{0,99})=(["']?)$/;

function rewriteAssignment(
  file: SourceFile,
  credential: FoundCredential,
  { program, mount }: VaultSettings,
): Rewrite | NotRewritable {
  const left = (reason: string): NotRewritable => ({ credential, reason });
  const [start, end] = [file.offsetAt(credential.start), file.offsetAt(credential.end)];
  const [from, to] = [lineStart(file, start), lineEnd(file, start)];
  const value = file.text.slice(start, end);
  const [, indent, keyword, name, quote] = ASSIGNMENT.exec(file.text.slice(from, start)) ?? [];
  if (indent === undefined || name === undefined || quote === undefined || end + quote.length > to) {
    return left("it is not given to a variable on a line of its own (NAME=value or export NAME=value)");
  }
  const rest = file.text.slice(end + quote.length, to);
  if (file.text.slice(end, end + quote.length) !== quote || !/^[ \t]*(?:;.*|[ \t]#.*)?$/.test(rest)) {
    return left("the value is part of a longer text, or a command follows it on the same line");
  }
  if (!isLiteral(value, quote)) return left("the value is written with escapes or holds what the shell computes");
  const command = [program, "kv", "get", `-mount=${mount}`, "-field=value", vaultPath(credential.id)];
  const assignment = `${name}="$(${command.join(" ")})"`;
  const replacement = keyword === undefined ? assignment : `${assignment}; ${keyword} ${name}`;
  return {
    moves: [{ credential, value }],
    planned: {
      plan: {
        id: stableId("vault", credential.id, file.path, String(credential.start)),
        summary: `Let ${file.path} read ${name} from the vault`,
        kind: "edit",
        findings: [credential.finding],
        edits: [
          {
            path: file.path,
            start: file.byteAt(from + indent.length),
            end: file.byteAt(end + quote.length),
            replacement,
          },
        ],
        proofs: [],
      },
      expectations: [{ path: file.path, format: "shell", changes: [{ name, command }] }],
      closes: [{ finding: credential.finding, path: file.path, places: 1 }],
    },
  };
}

/** Whether what is written is what the shell would take. */
function isLiteral(value: string, quote: string): boolean {
  if (value.includes("\n") || value.includes("\r")) return false;
  if (quote === "'") return !value.includes("'");
  return quote === '"' ? !/["$`\\]/.test(value) : /^[\w@%+=:,./-]+$/.test(value);
}
