import type { Detector, Found, Refused, Searched } from "../detector.ts";
import { holdsStructure, readPem } from "../frames/pem.ts";
import { readWebToken } from "../frames/web-token.ts";

export const keys: readonly Detector[] = [
  {
    id: "private-key",
    title: "Private key",
    severity: "critical",
    why: "Whoever holds it is whoever it speaks for: a server, a person at a machine, a signer.",
    fix: "Make a new pair, replace the public half wherever it is trusted (certificates are revoked at their authority, lines removed from authorized_keys), and drop this one.",
    references: ["https://www.rfc-editor.org/rfc/rfc7468"],
    aliases: ["gitleaks:private-key", "trufflehog:PrivateKey"],
    take: { kind: "read", keywords: ["-----BEGIN "], far: true, read: readPrivateKey },
    precedence: 45,
    samples: (make) => ({
      found: [
        { path: "tls/server.key", text: make.pem("PRIVATE KEY") },
        {
          path: "id_rsa",
          text: make.pem("RSA PRIVATE KEY", ["Proc-Type: 4,ENCRYPTED", `DEK-Info: AES-128-CBC,${make.hex(32)}`]),
        },
        { path: "id_ed25519", text: make.pemOf("OPENSSH PRIVATE KEY", opensshKey("none", make.bytes(200))) },
        { path: "key.go", text: `const key = "${make.pem("EC PRIVATE KEY").replaceAll("\n", "\\n")}"` },
      ],
      missed: [
        { text: make.pem("PRIVATE KEY").slice(0, 60) },
        { text: make.pem("CERTIFICATE") },
        { text: make.pem("RSA PUBLIC KEY") },
        { text: make.pemOf("RSA PRIVATE KEY", make.bytes(12)) },
      ],
    }),
  },
  {
    id: "pgp-private-key",
    title: "OpenPGP private key",
    severity: "critical",
    why: "It signs and decrypts as its owner, unless a passphrase protects it.",
    fix: "Publish its revocation certificate, and make a new key.",
    take: { kind: "read", keywords: ["-----BEGIN PGP"], far: true, read: readPgpKey },
    precedence: 46,
    samples: (make) => ({
      found: [
        {
          path: "key.asc",
          text: make.pemOf("PGP PRIVATE KEY BLOCK", Buffer.concat([Buffer.from([0x95, 0x01, 0x00]), make.bytes(256)])),
        },
      ],
      missed: [{ path: "key.asc", text: make.pemOf("PGP PUBLIC KEY BLOCK", make.bytes(256)) }],
    }),
  },
  {
    id: "putty-private-key",
    title: "PuTTY private key",
    severity: "high",
    why: "It signs in by SSH as its owner, unless a passphrase protects it.",
    fix: "Remove its public half from every authorized_keys, and make a new pair.",
    take: { kind: "read", keywords: ["PuTTY-User-Key-File-"], far: true, read: readPuttyKey },
    samples: (make) => ({
      found: [{ path: "id.ppk", text: puttyKey("none", make.base64(64)) }],
      missed: [
        { path: "notes.md", text: "A file that begins with PuTTY-User-Key-File-3: is a key." },
        { path: "key.pub", text: `ssh-ed25519 ${make.base64(68)} robot@host` },
      ],
    }),
  },
  {
    id: "age-secret-key",
    title: "age secret key",
    severity: "critical",
    why: "It decrypts every file that was encrypted to it, with SOPS too.",
    fix: "Make a new key, encrypt the files anew, and replace every secret in them.",
    references: ["https://age-encryption.org/v1"],
    take: {
      kind: "token",
      keywords: ["AGE-SECRET-KEY-1"],
      pattern: /AGE-SECRET-KEY-1[QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L]{58}/y,
      shown: 16,
    },
    samples: (make) => ({
      found: [{ path: "keys.txt", text: `AGE-SECRET-KEY-1${make.of("QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L", 58)}` }],
      missed: [{ path: "keys.txt", text: `AGE-SECRET-KEY-1${make.of("QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L", 30)}` }],
    }),
  },
  {
    id: "web-token",
    title: "JSON Web Token",
    severity: "medium",
    why: "Whoever shows it is taken for its subject until it expires.",
    fix: "End the session it belongs to, or rotate the key that signed it; prefer short lives.",
    references: ["https://www.rfc-editor.org/rfc/rfc7519"],
    aliases: ["gitleaks:jwt", "trufflehog:JWT"],
    take: {
      kind: "read",
      keywords: ["eyJh", "eyJ0", "eyJr", "eyJj", "eyJl", "eyJ6", "eyJ4", "eyJi", "eyJw", "eyJ1"],
      far: true,
      read: readJwt,
    },
    samples: (make) => ({
      found: [{ path: ".env", text: `SESSION=${make.webToken({ sub: make.lower(8), iss: "https://id.internal" })}` }],
      missed: [
        {
          text: make
            .webToken({ sub: make.lower(8) })
            .split(".")
            .slice(0, 2)
            .join("."),
        },
        { text: `eyJh${make.urlSafe(40)}.${make.urlSafe(40)}.${make.urlSafe(40)}` },
      ],
    }),
  },
  {
    id: "kubernetes-service-account-token",
    title: "Kubernetes service account token",
    severity: "critical",
    why: "It signs in to the cluster as the service account; the old kind never expires.",
    fix: "Delete the Secret that holds it (or the service account), and use bound tokens.",
    references: ["https://kubernetes.io/docs/concepts/security/service-accounts/"],
    take: { kind: "read", keywords: ["eyJh"], far: true, read: readServiceAccountToken },
    precedence: 50,
    samples: (make) => ({
      found: [
        {
          path: "kube/config",
          text: `    token: ${make.webToken({ iss: "kubernetes/serviceaccount", sub: "system:serviceaccount:ci:deploy", jti: make.lower(9) })}`,
        },
      ],
      missed: [
        { path: "kube/config", text: "    token: $(kubectl create token deploy)" },
        { path: "kube/config", text: `    token: ${make.webToken({ iss: "https://id.internal", sub: "deploy" })}` },
      ],
    }),
  },
];

function* readPrivateKey({ bytes }: Searched, at: number): Iterable<Found | Refused> {
  const label = /^-----BEGIN ((?:[A-Z0-9]{1,12} ){0,3}PRIVATE KEY)-----/.exec(
    bytes.toString("latin1", at, at + 64),
  )?.[1];
  if (label !== undefined) yield* readKey(bytes, at);
}

function* readPgpKey({ bytes }: Searched, at: number): Iterable<Found | Refused> {
  if (bytes.toString("latin1", at, at + 37).startsWith("-----BEGIN PGP PRIVATE KEY BLOCK-----"))
    yield* readKey(bytes, at);
}

function* readKey(bytes: Buffer, at: number): Iterable<Found | Refused> {
  const pem = readPem(bytes, at);
  if (pem === undefined) return;
  if (typeof pem === "string") return yield { start: at, refused: pem };
  const { label, start, end, body, encrypted } = pem;
  const holds = holdsStructure(pem);
  if (!holds && !encrypted && body.length < ALTERED_KEY) {
    return yield { start, refused: "its body does not decode to what its label says" };
  }
  const about = `a PEM block (${label}) of ${body.length} bytes`;
  yield {
    // The body and not its lines, so that the same key in one line and in many is one credential.
    value: body.toString("base64"),
    start,
    end,
    frame: "block",
    grade: holds ? "structure" : "shape",
    ...((encrypted || !holds) && { severity: "medium" }),
    evidence: [{ kind: "check", text: `${about}; ${whatOf(holds, encrypted)}` }],
  };
}

/** From so many bytes on, a body that does not decode is a key that was cut short or altered, and may have its original near. */
const ALTERED_KEY = 200;

function whatOf(holds: boolean, encrypted: boolean): string {
  if (encrypted) return "it is encrypted: a passphrase stands between it and its use";
  return holds ? "its structure holds" : "its structure does not hold: cut short or altered";
}

const PUTTY = /^PuTTY-User-Key-File-[23]: (\S{1,40})\r?\nEncryption: (\S{1,40})\r?\n/;

function* readPuttyKey({ bytes }: Searched, at: number): Iterable<Found | Refused> {
  const window = bytes.toString("latin1", at, at + 8192);
  const head = PUTTY.exec(window);
  if (head === null) return;
  const lines = /Private-Lines: \d{1,3}\r?\n((?:[A-Za-z\d+/=]{1,80}\r?\n){1,60})/.exec(window);
  if (lines?.[1] === undefined) return;
  const start = at + lines.index + lines[0].length - lines[1].length;
  const encrypted = head[2] !== "none";
  yield {
    value: lines[1].replace(/\s/g, ""),
    start,
    end: start + lines[1].trimEnd().length,
    frame: "block",
    grade: "structure",
    ...(encrypted && { severity: "medium" }),
    evidence: [{ kind: "check", text: `a whole PuTTY key file, ${encrypted ? "encrypted" : "not encrypted"}` }],
  };
}

function* readJwt({ bytes }: Searched, at: number): Iterable<Found | Refused> {
  const token = readWebToken(bytes, at);
  if (token === undefined) return;
  if (typeof token === "string") return yield { start: at, refused: token };
  const { text, start, end, header, claims } = token;
  if (String(header["alg"]).startsWith("ed25519")) return yield { start, refused: "a NATS claim, which is public" };
  if (header["alg"] === "none") return yield { start, refused: "it is not signed, so nobody believes it" };
  if (claims?.["sub"] === "1234567890" && claims["name"] === "John Doe")
    return yield { start, refused: "a published example" };
  yield {
    value: text,
    start,
    end,
    frame: "text",
    grade: "structure",
    evidence: [{ kind: "check", text: `header${claims === undefined ? "" : " and claims"} decode; ${lifeOf(claims)}` }],
  };
}

function lifeOf(claims: Readonly<Record<string, unknown>> | undefined): string {
  const expiry = claims?.["exp"];
  if (claims === undefined) return "its claims are encrypted";
  if (typeof expiry !== "number" || !(Math.abs(expiry) < 8e12)) return "it names no end of its life";
  return `it names ${new Date(expiry * 1000).toISOString().slice(0, 10)} as the end of its life`;
}

function* readServiceAccountToken({ bytes }: Searched, at: number): Iterable<Found | Refused> {
  const token = readWebToken(bytes, at);
  if (token === undefined || typeof token === "string") return;
  const subject = token.claims?.["sub"];
  if (typeof subject !== "string" || !/^system:serviceaccount:[\w.-]{1,253}:[\w.-]{1,253}$/.test(subject)) return;
  yield {
    value: token.text,
    start: token.start,
    end: token.end,
    frame: "text",
    name: subject,
    grade: "structure",
    evidence: [{ kind: "check", text: `its claims decode to the subject ${subject}; ${lifeOf(token.claims)}` }],
  };
}

function opensshKey(cipher: string, rest: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(cipher.length);
  return Buffer.concat([Buffer.from("openssh-key-v1\0", "latin1"), length, Buffer.from(cipher), rest]);
}

function puttyKey(encryption: string, body: string): string {
  return `PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: ${encryption}\nComment: x\nPublic-Lines: 1\nAAAA\nPrivate-Lines: 1\n${body}\nPrivate-MAC: 00\n`;
}
