import type { Found, Refused, Searched } from "../detector.ts";
import { entropy, wordShare } from "../evidence/statistics.ts";
import { whyNoSecret } from "../rejections.ts";
import { NEWLINE } from "./byte-text.ts";
import { kindOfName } from "./secret-names.ts";

const LONGEST = 64 * 1024;

/**
 * The values of a Secret whose `kind` stands at `at`, at the start of a line. Reads from the line that begins this
 * document to the one that begins the next, and no further than the next `kind:`, so that no line is read for two.
 */
export function* readKubernetesSecret({ bytes, format }: Searched, at: number): Iterable<Found | Refused> {
  if (format !== "yaml" && format !== "prose" && format !== "plain") return;
  if (at > 0 && bytes[at - 1] !== NEWLINE) return;
  const after = bytes[at + "kind: Secret".length];
  if (after !== undefined && after > 0x20) return; // SecretStore and others
  const { start, text } = documentAround(bytes, at);
  let field: Field | undefined;
  let indent = -1;
  let offset = start;
  for (const line of text.split("\n")) {
    const depth = line.search(/\S/);
    if (depth === 0) {
      field = fieldOf(line);
      indent = -1;
    } else if (field !== undefined && depth > 0) {
      if (indent === -1) indent = depth;
      if (depth === indent) yield* readEntry(bytes, line, offset, field); // what is deeper belongs to a block's text
    }
    offset += line.length + 1;
  }
}

type Field = "data" | "stringData";

function fieldOf(line: string): Field | undefined {
  const name = /^(data|stringData):\s{0,8}$/.exec(line)?.[1];
  return name === "data" || name === "stringData" ? name : undefined;
}

/** Looks for the next `kind:` first, and for the document's bounds no further than that. */
function documentAround(bytes: Buffer, at: number): { start: number; text: string } {
  const before = bytes.subarray(Math.max(0, at - LONGEST), at);
  const sinceKind = before.subarray(before.lastIndexOf("\nkind:") + 1);
  const start = at - sinceKind.length + sinceKind.lastIndexOf("\n---") + 1;
  const after = upTo(upTo(bytes.subarray(at, at + LONGEST), "\nkind:"), "\n---");
  return { start, text: bytes.toString("latin1", start, at + after.length) };
}

function upTo(bytes: Buffer, mark: string): Buffer {
  const position = bytes.indexOf(mark);
  return position === -1 ? bytes : bytes.subarray(0, position);
}

const ENTRY = /^\s{1,16}["']?([\w.-]{1,253})["']?:\s{1,8}["']?([^\s"'#|>][^\s"'#]{0,8191})["']?\s*(?:#.*)?$/;

function* readEntry(bytes: Buffer, line: string, offset: number, field: Field): Iterable<Found | Refused> {
  const match = ENTRY.exec(line.replace(/\r$/, ""));
  const [, name = "", written = ""] = match ?? [];
  if (match === null) return;
  const start = offset + line.indexOf(written, line.indexOf(":") + 1);
  const end = start + written.length;
  const value = field === "data" ? decoded(written) : bytes.toString("utf8", start, end);
  if (value === undefined) return yield { start, refused: "a Secret's data that is no base64 of a text" };
  const reason = whyNoEntry(name, value);
  if (reason !== undefined) return yield { start, refused: reason };
  yield {
    value,
    start,
    end,
    frame: "assignment",
    name,
    ...(field === "data" && { encoding: "base64" }),
    grade: kindOfName(name) === undefined ? "statistics" : "shape",
    evidence: [
      { kind: "check", text: field === "data" ? "it decodes to a text" : "it stands in a Secret's stringData" },
    ],
  };
}

/** Secrets carry user names and addresses beside what is secret; a name that does not say so needs a value that does. */
function whyNoEntry(name: string, value: string): string | undefined {
  if (value.length < 6) return "too short";
  if (value.startsWith("-----BEGIN CERTIFICATE")) return "a certificate, which is public";
  const reason = whyNoSecret(value, true);
  if (reason !== undefined || kindOfName(name) !== undefined) return reason;
  if (!/^[\w.-]+$/.test(value) && !value.startsWith("-----BEGIN")) return "its name does not call it a secret";
  if (value.length < 16 || entropy(value) < 3.2 || wordShare(value) > 0.4) return "its name does not call it a secret";
  return undefined;
}

function decoded(written: string): string | undefined {
  if (!/^[A-Za-z\d+/]+={0,2}$/.test(written)) return undefined;
  const text = Buffer.from(written, "base64").toString("utf8");
  return /[\u0000-\u0008\u000e-\u001f\ufffd]/.test(text) ? undefined : text;
}
