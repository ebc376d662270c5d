import { isWord } from "./byte-text.ts";

/** A JSON Web Token, taken apart. */
export interface WebToken {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly header: Readonly<Record<string, unknown>>;
  /** Undefined for an encrypted one, whose claims only its receiver can read. */
  readonly claims: Readonly<Record<string, unknown>> | undefined;
}

const LONGEST = 16 * 1024;

/**
 * Reads the token that begins at `at`, or says why there is none. Undefined in the midst of a longer text of the same
 * characters, so that no byte is read for two tokens.
 */
export function readWebToken(bytes: Buffer, at: number): WebToken | string | undefined {
  if (isTokenPart(bytes[at - 1])) return undefined;
  let end = at;
  const most = Math.min(bytes.length, at + LONGEST);
  while (end < most && isTokenPart(bytes[end])) end++;
  const text = bytes.toString("latin1", at, end).replace(/\.+$/, "");
  const parts = text.split(".");
  if (parts.length !== 3 && parts.length !== 5) return "not three parts, so no web token";
  const header = jsonObject(parts[0] ?? "");
  if (typeof header?.["alg"] !== "string") return "its header does not decode to one with an algorithm";
  if (parts.length === 5) return { text, start: at, end: at + text.length, header, claims: undefined };
  const claims = jsonObject(parts[1] ?? "");
  if (claims === undefined) return "its claims do not decode";
  if ((parts[2] ?? "").length < 20) return "it carries no signature";
  return { text, start: at, end: at + text.length, header, claims };
}

function isTokenPart(byte: number | undefined): boolean {
  return isWord(byte) || byte === 0x2d || byte === 0x2e;
}

function jsonObject(part: string): Record<string, unknown> | undefined {
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(part, "base64url").toString("utf8"));
  } catch {
    return undefined; // the caller says that it does not decode
  }
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined;
}
