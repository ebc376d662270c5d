import type { Found, Refused, Searched } from "../detector.ts";
import { whyNoSecret } from "../rejections.ts";
import { NEWLINE } from "./byte-text.ts";

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
  let field: "data" | "stringData" | undefined;
  let offset = start;
  for (const line of text.split("\n")) {
    if (/^\S/.test(line))
      field = /^(?:data|stringData):\s*$/.exec(line) ? (line.trim().slice(0, -1) as typeof field) : undefined;
    else if (field !== undefined) yield* readEntry(bytes, line, offset, field);
    offset += line.length + 1;
  }
}

function documentAround(bytes: Buffer, at: number): { start: number; text: string } {
  const least = Math.max(0, at - LONGEST);
  const before = bytes.toString("latin1", least, at);
  const start = least + Math.max(0, lastBoundary(before));
  const rest = bytes.toString("latin1", at, Math.min(bytes.length, at + LONGEST));
  const boundaries = [rest.indexOf("\n---"), rest.indexOf("\nkind:")].filter((position) => position !== -1);
  const end = at + Math.min(rest.length, ...boundaries);
  return { start, text: bytes.toString("latin1", start, end) };
}

function lastBoundary(text: string): number {
  const document = text.lastIndexOf("\n---");
  const kind = text.lastIndexOf("\nkind:");
  return Math.max(document, kind) + 1;
}

const ENTRY = /^\s{1,16}["']?([\w.-]{1,253})["']?:\s{1,8}["']?([^\s"'#|>][^\s"'#]{0,8191})["']?\s*(?:#.*)?$/;

function* readEntry(
  bytes: Buffer,
  line: string,
  offset: number,
  field: "data" | "stringData",
): Iterable<Found | Refused> {
  const match = ENTRY.exec(line.replace(/\r$/, ""));
  const [, name = "", written = ""] = match ?? [];
  if (match === null) return;
  const start = offset + line.indexOf(written, line.indexOf(":") + 1);
  const end = start + written.length;
  const value = field === "data" ? decoded(written) : bytes.toString("utf8", start, end);
  if (value === undefined) return yield { start, refused: "a Secret's data that is no base64 of a text" };
  const reason = value.length < 6 ? "too short" : whyNoSecret(value, true);
  if (reason !== undefined) return yield { start, refused: reason };
  yield {
    value,
    start,
    end,
    frame: "assignment",
    name,
    ...(field === "data" && { encoding: "base64" }),
    grade: "shape",
    evidence: [
      { kind: "check", text: field === "data" ? "it decodes to a text" : "it stands in a Secret's stringData" },
    ],
  };
}

function decoded(written: string): string | undefined {
  if (!/^[A-Za-z\d+/]+={0,2}$/.test(written)) return undefined;
  const text = Buffer.from(written, "base64").toString("utf8");
  return /[\u0000-\u0008\u000e-\u001f\ufffd]/.test(text) ? undefined : text;
}
