import type { Assignment } from "./assignment.ts";
import { isAlphanumeric, isWord } from "./byte-text.ts";

/** `scheme://user:password@host`, taken apart. */
export interface UserInfo {
  readonly scheme: string;
  readonly user: string;
  readonly password: string;
  /** Byte offsets of the password as it is written. */
  readonly start: number;
  readonly end: number;
  readonly host: string;
}

const LONGEST_SCHEME = 24;
const LONGEST = 512;
const LONGEST_HOST = 255;

/** What `readUserInfo` looks at before and behind a `://`. */
export const WITHIN_URL = { back: LONGEST_SCHEME, forward: 3 + LONGEST + 1 + LONGEST_HOST + 1 } as const;

/** Reads the URL whose `://` stands at `at`. Undefined when it carries no password. */
export function readUserInfo(bytes: Buffer, at: number): UserInfo | undefined {
  let schemeStart = at;
  while (at - schemeStart < LONGEST_SCHEME && isSchemePart(bytes[schemeStart - 1])) schemeStart--;
  const begin = at + 3;
  const end = endOfAuthority(bytes, begin);
  const sign = bytes.subarray(begin, end).lastIndexOf(0x40);
  if (sign <= 0) return undefined;
  const colon = bytes.subarray(begin, begin + sign).indexOf(0x3a);
  if (colon === -1 || colon + 1 >= sign) return undefined;
  const host = hostAt(bytes, begin + sign + 1);
  if (host === "") return undefined;
  return {
    scheme: bytes.toString("latin1", schemeStart, at).toLowerCase(),
    user: bytes.toString("latin1", begin, begin + colon),
    password: bytes.toString("utf8", begin + colon + 1, begin + sign),
    start: begin + colon + 1,
    end: begin + sign,
    host,
  };
}

/** Up to the path, a blank, a quote or a bracket that no authority holds. */
function endOfAuthority(bytes: Buffer, from: number): number {
  let at = from;
  const most = Math.min(bytes.length, from + LONGEST);
  while (at < most && !endsAuthority(bytes[at] as number)) at++;
  return at;
}

function endsAuthority(byte: number): boolean {
  if (byte <= 0x20 || byte === 0x7f) return true;
  return (
    byte === 0x2f || byte === 0x22 || byte === 0x27 || byte === 0x60 || byte === 0x3c || byte === 0x3e || byte === 0x5c
  );
}

function isSchemePart(byte: number | undefined): boolean {
  return isAlphanumeric(byte) || byte === 0x2b || byte === 0x2e || byte === 0x2d;
}

function hostAt(bytes: Buffer, from: number): string {
  let at = from;
  while (at - from < LONGEST_HOST && (isWord(bytes[at]) || bytes[at] === 0x2d || bytes[at] === 0x2e)) at++;
  return at === from && isHole(bytes[from]) ? "*" : bytes.toString("latin1", from, at);
}

/** `%s`, `${host}`, `{host}`: filled in when it runs. */
function isHole(byte: number | undefined): boolean {
  return byte === 0x25 || byte === 0x24 || byte === 0x7b;
}

/** The same as a value that is given to the user's name. */
export function asAssignment({ user, password, start, end }: UserInfo): Assignment {
  return {
    name: user,
    nameStart: start - 1 - user.length,
    value: password,
    start,
    end,
    quoted: true,
    frame: "user-info",
  };
}
