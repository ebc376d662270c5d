import type { Checked, Detector, Found, Refused, Searched } from "../detector.ts";
import { checkKey } from "../evidence/key-strength.ts";
import { startsToken } from "../frames/byte-text.ts";
import { readWebToken } from "../frames/web-token.ts";
import { isPlaceholderWord, whyNoLiteral, whyNoSecret } from "../rejections.ts";

/** What requests sign in with, written down in source, documents and recordings. */
export const authorization: readonly Detector[] = [
  {
    id: "authorization-header",
    title: "Credential in an Authorization header",
    severity: "medium",
    why: "It is what the request signs in with, written down.",
    fix: "Revoke it where it was issued, and put it into the request at run time.",
    take: {
      kind: "read",
      keywords: ["bearer ", "authorization:", 'authorization":', "authorization':"],
      read: readBearer,
    },
    precedence: 2,
    samples: (make) => ({
      found: [
        { path: "call.sh", text: `curl -H "Authorization: Bearer ${make.urlSafe(40)}" https://api.internal/` },
        { path: "call.go", text: `request.Header.Set("Authorization", "Bearer ${make.base62(32)}")` },
        { path: "call.js", text: `headers: { Authorization: 'Token ${make.hex(40)}' }` },
      ],
      missed: [
        { path: "call.sh", text: 'curl -H "Authorization: Bearer $TOKEN" https://api.internal/' },
        { path: "api.md", text: "The bearer documentation-of-the-interface is kept elsewhere." },
      ],
    }),
  },
  {
    id: "basic-authorization",
    title: "User name and password of a request",
    severity: "medium",
    why: "They sign in at the server that the request goes to; base64 hides nothing.",
    fix: "Change the password at that server, and put it into the request at run time.",
    references: ["https://www.rfc-editor.org/rfc/rfc7617"],
    take: { kind: "read", keywords: ["basic "], decidedWithin: { back: 3, forward: 1012 }, read: readBasic },
    precedence: 3,
    samples: (make) => ({
      found: [
        { path: "call.sh", text: `curl -H "Authorization: Basic ${login(make.base62(18))}" https://x` },
        { path: "recorded.yml", text: `    Authorization:\n    - Basic ${login(make.base62(18))}\n` },
      ],
      missed: [
        { path: "api.md", text: "Authorization: Basic dXNlcjo8cGFzc3dvcmQ+" },
        { path: "api.md", text: "Basic authentication needs a name and a password." },
      ],
    }),
  },
  {
    id: "ntlm-response",
    title: "NTLM response of a Windows account",
    severity: "medium",
    why: "It was made from the account's password, which is found from it by trying many, without asking the server.",
    fix: "Change the account's password, and keep recorded requests out of the repository.",
    take: { kind: "read", keywords: ["TlRMTVNTUAAD"], read: readNtlm },
    samples: (make) => ({
      found: [
        { path: "request.js", text: `value: 'NTLM ${ntlm(make.bytes(90))}'` },
        { path: "request.http", text: `Authorization: NTLM ${ntlm(make.bytes(72))}` },
      ],
      missed: [
        { path: "request.js", text: "value: 'NTLM TlRMTVNTUAABAAAAB4IIogAAAAAAAAAAAAAAAAAAAAAGAbEdAAAADw=='" },
        { path: "request.js", text: "value: 'NTLM TlRMTVNTUAAD'" },
      ],
    }),
  },
];

function login(password: string): string {
  return Buffer.from(`robot:${password}`).toString("base64");
}

function ntlm(rest: Buffer): string {
  return Buffer.concat([Buffer.from("NTLMSSP\0\u0003\0\0\0", "latin1"), rest]).toString("base64");
}

const BEARER = /^bearer\s{1,4}([\w.+/=~-]{8,1000})/i;
const HEADER = /^authorization["']?\s{0,4}:\s{0,4}["']?(?:token|apikey)\s{1,4}([\w.+/=~-]{8,1000})/i;

function* readBearer({ bytes }: Searched, at: number): Iterable<Found | Refused> {
  const text = bytes.toString("latin1", at, at + 1060);
  const match = BEARER.exec(text) ?? HEADER.exec(text);
  const written = match?.[1]?.replace(/[.]+$/, "");
  if (match === null || written === undefined) return;
  const start = at + match[0].lastIndexOf(match[1] ?? "");
  const end = start + written.length;
  if (written.startsWith("eyJ") && typeof readWebToken(bytes, start) === "object") return; // judged as one
  const found = { value: written, start, end, frame: "entry", name: "Authorization" } as const;
  const reason = whyNoSecret(written, true) ?? refusalOf(checkKey(written));
  if (reason !== undefined) return yield { start, refused: reason };
  yield { ...found, grade: "statistics", evidence: [{ kind: "check", text: "it stands where a request signs in" }] };
}

function refusalOf(checked: Checked): string | undefined {
  return "refused" in checked ? checked.refused : undefined;
}

const BASIC = /^basic\s{1,4}([A-Za-z\d+/_-]{8,1000}={0,2})/i;

function* readBasic({ bytes }: Searched, at: number): Iterable<Found | Refused> {
  if (!startsToken(bytes, at)) return;
  const match = BASIC.exec(bytes.toString("latin1", at, at + 1012));
  const written = match?.[1];
  if (match === null || written === undefined) return;
  const end = at + match[0].length;
  const start = end - written.length;
  const value = passwordOf(written);
  if (value === undefined) return yield { start, refused: "it does not decode to a user and a password" };
  const reason = whyNoLiteral(value, true);
  if (reason !== undefined) return yield { start, refused: reason };
  const weak = value.length < 8 || isPlaceholderWord(value);
  yield {
    value,
    start,
    end,
    frame: "entry",
    name: "Authorization",
    encoding: "base64",
    grade: "structure",
    ...(weak && { severity: "low" }),
    evidence: [{ kind: "check", text: `it decodes to a user name and a password${weak ? ", a weak one" : ""}` }],
  };
}

function passwordOf(encoded: string): string | undefined {
  const text = Buffer.from(encoded, "base64").toString("utf8");
  const colon = text.indexOf(":");
  if (colon === -1 || colon === text.length - 1 || /[\u0000-\u001f\u007f\ufffd]/.test(text)) return undefined;
  return text.slice(colon + 1);
}

function* readNtlm({ bytes }: Searched, at: number): Iterable<Found | Refused> {
  if (!startsToken(bytes, at)) return;
  const value = /^[A-Za-z\d+/]{60,2000}={0,2}/.exec(bytes.toString("latin1", at, at + 2002))?.[0];
  if (value === undefined || !value.startsWith("TlRMTVNTUAAD")) return;
  yield {
    value,
    start: at,
    end: at + value.length,
    frame: "text",
    grade: "structure",
    evidence: [{ kind: "check", text: "it decodes to the third message of NTLM, the one that answers" }],
  };
}
