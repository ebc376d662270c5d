import type { Detector, Found, Refused, Searched } from "../detector.ts";
import { hasNkeyChecksum, nkeySeed } from "../evidence/nkey-checksum.ts";
import { isAlphanumeric, isWord } from "../frames/byte-text.ts";
import { readJsonWebKey } from "../frames/json-web-key.ts";
import { isDerSequence } from "../frames/pem.ts";

/** With what stands in front of it, since three letters alone are met everywhere. */
const SEED_STARTS = ["SUA", "SAA", "SOA"].flatMap((start) =>
  ['"', "'", " ", "\n", "=", ">", ":", "|"].map((before) => `${before}${start}`),
);

/** Private keys in other clothes than PEM. */
export const keyForms: readonly Detector[] = [
  {
    id: "json-web-key",
    title: "Private or secret JSON Web Key",
    severity: "high",
    why: "Whoever holds it signs tokens that are believed, or reads what was encrypted for its owner.",
    fix: "Make a new key, publish its public half, and take the old one out of the key set.",
    references: ["https://www.rfc-editor.org/rfc/rfc7517"],
    take: { kind: "read", keywords: ['kty"', "kty'", "kty:", "kty\\", "kty ="], read: readJwk },
    precedence: 45,
    samples: (make) => ({
      found: [
        {
          path: "key.json",
          text: `{"kty":"EC","crv":"P-256","x":"${make.urlSafe(43)}","y":"${make.urlSafe(43)}","d":"${make.urlSafe(43)}"}`,
        },
        { path: "key.js", text: `const key = {\n  kty: 'oct',\n  k: '${make.urlSafe(43)}',\n}` },
      ],
      missed: [
        {
          path: "key.json",
          text: `{"kty":"EC","crv":"P-256","x":"${make.urlSafe(43)}","y":"${make.urlSafe(43)}"}`,
        },
        { path: "key.json", text: `{"kty":"RSA","e":"AQAB","k":"${make.urlSafe(43)}"}` },
      ],
    }),
  },
  {
    id: "nats-seed",
    title: "NATS key seed",
    severity: "high",
    why: "It signs in to NATS as that user, or signs users and accounts for others.",
    fix: "Revoke the key in its account (`nsc revocations`), and make a new pair.",
    references: ["https://docs.nats.io/running-a-nats-service/configuration/securing_nats/auth_intro/nkey_auth"],
    take: {
      kind: "token",
      keywords: SEED_STARTS,
      pattern: /["'=>:|\s](?<value>S[UAO]A[A-Z2-7]{55})/y,
      reach: 59,
      shown: 2,
    },
    check: (value) =>
      hasNkeyChecksum(value)
        ? { grade: "checksum", evidence: [{ kind: "check", text: "its CRC-16 is right" }] }
        : { refused: "its checksum is wrong" },
    samples: (make) => ({
      found: [
        { path: "user.nk", text: `-----BEGIN USER NKEY SEED-----\n${nkeySeed("U", make.bytes(32))}\n` },
        { path: "notes.md", text: `the seed ${nkeySeed("A", make.bytes(32))} signs` },
      ],
      missed: [
        { path: "user.nk", text: `SUA${make.of("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 55)}` },
        { path: "user.nk", text: nkeySeed("U", make.bytes(32)).slice(0, 40) },
      ],
    }),
  },
  {
    id: "base64-private-key",
    title: "Private key without its PEM header",
    severity: "high",
    why: "It signs and decrypts as its owner, the same as within a PEM block.",
    fix: "Make a new key where it is used, and have certificates of the old one revoked.",
    take: {
      kind: "read",
      keywords: ["IBAAKCA", "IBAAKBg", "IBADANBgkqhkiG9w0BAQEFAASC", "AgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0w"],
      read: readBareKey,
    },
    precedence: 42,
    samples: (make) => ({
      found: [
        { path: "pay.php", text: `'rsaPrivateKey' => '${pkcs1(make.bytes(600))}'` },
        { path: "pay.properties", text: `private.key=${pkcs1(make.bytes(700))}` },
      ],
      missed: [
        { path: "pay.php", text: `'rsaPrivateKey' => '${pkcs1(make.bytes(600)).slice(0, -40)}'` },
        { path: "pay.php", text: `'rsaPublicKey' => 'MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA${make.base64(80)}'` },
      ],
    }),
  },
];

function pkcs1(body: Buffer): string {
  const content = Buffer.concat([Buffer.from([0x02, 0x01, 0x00, 0x02, 0x82, 0x01, 0x01, 0x00]), body]);
  const length = Buffer.alloc(2);
  length.writeUInt16BE(content.length);
  return Buffer.concat([Buffer.from([0x30, 0x82]), length, content]).toString("base64");
}

function* readJwk({ bytes }: Searched, at: number): Iterable<Found | Refused> {
  if (isWord(bytes[at - 1]) || isWord(bytes[at + 3])) return;
  const key = readJsonWebKey(bytes, at);
  if (key === undefined) return;
  yield {
    ...key,
    frame: "document",
    grade: "structure",
    evidence: [
      {
        kind: "check",
        text: `a key of the type ${key.type} with its ${key.type === "oct" ? "secret" : "private"} part`,
      },
    ],
  };
}

/** The text up to its first byte stands a few characters before what all such keys have in common. */
function* readBareKey({ bytes }: Searched, at: number): Iterable<Found | Refused> {
  let start = at;
  while (at - start < 8 && isBase64(bytes[start - 1])) start--;
  if (bytes.toString("latin1", start, start + 2) !== "MI") return;
  let end = at;
  const most = Math.min(bytes.length, at + 4000);
  while (end < most && isBase64(bytes[end])) end++;
  while (end < most && bytes[end] === 0x3d) end++;
  const value = bytes.toString("latin1", start, end);
  if (!isDerSequence(Buffer.from(value, "base64"))) return yield { start, refused: "no whole key" };
  yield {
    value,
    start,
    end,
    frame: "text",
    grade: "structure",
    evidence: [{ kind: "check", text: "it decodes to the structure of a private key" }],
  };
}

function isBase64(byte: number | undefined): boolean {
  return isAlphanumeric(byte) || byte === 0x2b || byte === 0x2f;
}
