import { createHash } from "node:crypto";
import { base62Checksum } from "./evidence/base62-checksum.ts";

/**
 * Makes values that look true and never were: the same for the same name, on every machine. They are put together when
 * they are asked for, so that no token stands in this repository.
 */
export class Maker {
  readonly #seed: string;
  #drawn = 0;

  constructor(seed: string) {
    this.#seed = seed;
  }

  of(alphabet: string, length: number): string {
    let text = "";
    while (text.length < length) text += alphabet[this.#number() % alphabet.length];
    return text;
  }

  hex(length: number): string {
    return this.of("0123456789abcdef", length);
  }

  digits(length: number): string {
    return this.of("123456789", 1) + this.of("0123456789", length - 1);
  }

  lower(length: number): string {
    return this.of(`${LOWER}${DIGITS}`, length);
  }

  upper(length: number): string {
    return this.of(`${UPPER}${DIGITS}`, length);
  }

  /** With a small letter, a capital and a digit, as any true value of some length has. */
  base62(length: number): string {
    return this.#mixed(`${DIGITS}${UPPER}${LOWER}`, length);
  }

  /** The alphabet of URLs; starts and ends with a letter or digit. */
  urlSafe(length: number): string {
    return this.base62(6) + this.of(`${DIGITS}${UPPER}${LOWER}-_`, length - 12) + this.base62(6);
  }

  base64(length: number): string {
    return this.base62(6) + this.of(`${DIGITS}${UPPER}${LOWER}+/`, length - 12) + this.base62(6);
  }

  bytes(length: number): Buffer {
    return Buffer.from(Array.from({ length }, () => this.#number() & 0xff));
  }

  uuid(): string {
    return [8, 4, 4, 4, 12].map((length) => this.hex(length)).join("-");
  }

  /** A GitHub or npm token: thirty characters and the checksum over them. */
  withChecksum(prefix: string): string {
    const body = this.base62(30);
    return `${prefix}${body}${base62Checksum(body)}`;
  }

  /** The same with a checksum that is wrong. */
  withWrongChecksum(prefix: string): string {
    const body = this.base62(30);
    const checksum = base62Checksum(body);
    return `${prefix}${body}${checksum.slice(0, 5)}${checksum[5] === "4" ? "7" : "4"}`;
  }

  /** A signed JSON Web Token with these claims. */
  webToken(claims: Readonly<Record<string, unknown>>): string {
    const header = { alg: "HS256", typ: "JWT" };
    return [JSON.stringify(header), JSON.stringify(claims), this.bytes(32)]
      .map((part) => Buffer.from(part).toString("base64url"))
      .join(".");
  }

  /** A PEM block of this label, around a DER sequence that holds as a structure and is no key. */
  pem(label: string, headers: readonly string[] = []): string {
    const dashes = "-".repeat(5);
    const body = derSequence(Buffer.concat([Buffer.from([0x02, 0x01, 0x00, 0x02, 0x81, 0x80]), this.bytes(128)]));
    const lines = body.toString("base64").match(/.{1,64}/g) ?? [];
    const head = headers.length > 0 ? [...headers, ""] : [];
    return [`${dashes}BEGIN ${label}${dashes}`, ...head, ...lines, `${dashes}END ${label}${dashes}`].join("\n");
  }

  /** A PEM block of this label around any bytes. */
  pemOf(label: string, bytes: Uint8Array): string {
    const dashes = "-".repeat(5);
    const lines =
      Buffer.from(bytes)
        .toString("base64")
        .match(/.{1,64}/g) ?? [];
    return [`${dashes}BEGIN ${label}${dashes}`, ...lines, `${dashes}END ${label}${dashes}`].join("\n");
  }

  #mixed(alphabet: string, length: number): string {
    for (;;) {
      const text = this.of(alphabet, length);
      if (length < 6 || (/[a-z]/.test(text) && /[A-Z]/.test(text) && /\d/.test(text))) return text;
    }
  }

  #number(): number {
    return createHash("sha256")
      .update(`${this.#seed}:${this.#drawn++}`)
      .digest()
      .readUInt32BE(0);
  }
}

const DIGITS = "0123456789";
const UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const LOWER = "abcdefghijklmnopqrstuvwxyz";

function derSequence(content: Buffer): Buffer {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(content.length);
  return Buffer.concat([Buffer.from([0x30, 0x82]), length, content]);
}
