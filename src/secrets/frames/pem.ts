/** A PEM block: what its label says and whether its body holds. */
export interface PemBlock {
  readonly label: string;
  /** Byte offsets of the whole block, dashes included. */
  readonly start: number;
  readonly end: number;
  /** The decoded body. */
  readonly body: Buffer;
  /** As the headers of old formats say, or the label, or the body. */
  readonly encrypted: boolean;
}

const LONGEST = 128 * 1024;
const HEAD = /^-----BEGIN ([A-Z0-9 ]{1,40})-----/;

/**
 * Reads the block that begins with the dashes at `at`. Answers a reason where there is a header and no whole block.
 *
 * The body may be written in a string with `\n` for line breaks, and indented. The search for the end stops at the next
 * five dashes, so that a file full of headers is read once.
 */
export function readPem(bytes: Buffer, at: number): PemBlock | string | undefined {
  const head = HEAD.exec(bytes.toString("latin1", at, at + 64));
  const label = head?.[1];
  if (head === null || label === undefined) return undefined;
  const from = at + head[0].length;
  const window = bytes.subarray(from, Math.min(bytes.length, from + LONGEST));
  const stop = window.indexOf("-----", 0, "latin1");
  if (stop === -1) return "a header without its end";
  const tail = `-----END ${label}-----`;
  if (window.toString("latin1", stop, stop + tail.length) !== tail) return "a header without its end";
  const { headers, body } = decodeBody(window.toString("latin1", 0, stop));
  if (body === undefined) return "its body is no base64";
  if (body.length < 24) return "its body is too short for a key";
  return { label, start: at, end: from + stop + tail.length, body, encrypted: isEncrypted(label, headers, body) };
}

function decodeBody(text: string): { headers: string; body: Buffer | undefined } {
  const [behindHead = "", ...below] = text.replaceAll("\\r", "").replaceAll("\\n", "\n").split("\n");
  const lines = (below.length > 0 && behindHead.trim().length < 16 ? below : [behindHead, ...below]).map((line) =>
    withoutDecoration(line.trim()),
  );
  const headers = lines.filter((line) => /^[A-Za-z-]{1,30}:/.test(line));
  const data = lines.filter((line) => !/^[A-Za-z-]{1,30}:/.test(line) && !/^=[A-Za-z\d+/]{4}$/.test(line)).join("");
  const whole = /^[A-Za-z\d+/]+={0,2}$/.test(data);
  return { headers: headers.join("\n"), body: whole ? Buffer.from(data, "base64") : undefined };
}

/**
 * A line without what a source file puts around it: a comment's sign, quotes, a sign that joins strings. A plus and a
 * slash are digits of base64, too, and go only where they stand apart.
 */
function withoutDecoration(line: string): string {
  return line
    .replace(/(?:["'][\s+,.;)\\]{0,20}|[\s,\\]{1,20})$/, "")
    .replace(/^(?:(?:[#*>|]|\/\/|\/\*)\s{0,40})?(?:[+,]\s{0,8}(?=["']))?["']?\s{0,40}/, "");
}

function isEncrypted(label: string, headers: string, body: Buffer): boolean {
  if (label.includes("ENCRYPTED") || headers.includes("ENCRYPTED")) return true;
  return label === "OPENSSH PRIVATE KEY" && cipherOfOpenssh(body) !== "none";
}

const OPENSSH_MAGIC = "openssh-key-v1\0";

/** The cipher's name in OpenSSH's own format (PROTOCOL.key); undefined when it is not that format. */
function cipherOfOpenssh(body: Buffer): string | undefined {
  if (!body.subarray(0, OPENSSH_MAGIC.length).equals(Buffer.from(OPENSSH_MAGIC, "latin1"))) return undefined;
  if (body.length < OPENSSH_MAGIC.length + 4) return undefined;
  const length = body.readUInt32BE(OPENSSH_MAGIC.length);
  const start = OPENSSH_MAGIC.length + 4;
  return length <= 64 ? body.toString("latin1", start, start + length) : undefined;
}

/** Whether the body is what its label promises, as far as its outermost structure shows. */
export function holdsStructure({ label, body }: PemBlock): boolean {
  if (label === "OPENSSH PRIVATE KEY") return cipherOfOpenssh(body) !== undefined;
  if (label.startsWith("PGP ")) return isOpenPgpSecretKey(body);
  return isDerSequence(body);
}

/** A DER SEQUENCE that is exactly as long as it says. */
export function isDerSequence(body: Buffer): boolean {
  if (body[0] !== 0x30) return false;
  const first = body[1] ?? 0;
  if (first < 0x80) return body.length === first + 2;
  const count = first & 0x7f;
  if (count < 1 || count > 3 || body.length < 2 + count) return false;
  return body.length === 2 + count + body.readUIntBE(2, count);
}

/** An OpenPGP packet with tag 5, a secret key (RFC 9580, section 4.2). */
function isOpenPgpSecretKey(body: Buffer): boolean {
  const first = body[0] ?? 0;
  if ((first & 0x80) === 0) return false;
  return ((first & 0x40) === 0 ? (first >> 2) & 0x0f : first & 0x3f) === 5;
}
