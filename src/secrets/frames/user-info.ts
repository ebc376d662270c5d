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
  const begin = at + 3;
  const most = Math.min(bytes.length, begin + LONGEST);
  let [sign, colon] = [-1, -1];
  for (let next = begin; next < most; next++) {
    const byte = bytes[next] as number;
    if (ENDS_AUTHORITY[byte] === 1) break;
    if (byte === 0x40) sign = next;
    else if (byte === 0x3a && colon === -1) colon = next;
  }
  if (sign <= begin || colon === -1 || colon + 1 >= sign) return undefined;
  const host = hostAt(bytes, sign + 1);
  if (host === "") return undefined;
  let schemeStart = at;
  while (at - schemeStart < LONGEST_SCHEME && isSchemePart(bytes[schemeStart - 1])) schemeStart--;
  return {
    scheme: bytes.toString("latin1", schemeStart, at).toLowerCase(),
    user: bytes.toString("latin1", begin, colon),
    password: bytes.toString("utf8", colon + 1, sign),
    start: colon + 1,
    end: sign,
    host,
  };
}

/** 1 for what an authority ends with: the path, a blank, a quote or a bracket that none holds. */
const ENDS_AUTHORITY = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte <= 0x20 || byte === 0x7f || "/\"'`<>\\".includes(String.fromCharCode(byte)) ? 1 : 0,
);

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
