import { createHash, randomBytes } from "node:crypto";

/** A new key or token: a prefix by which scanners know it, and 256 random bits. */
export function newSecret(prefix: "wbk_" | "wbs_" | "wbw_" | "wbi_"): { text: string; hash: Buffer } {
  const text = `${prefix}${randomBytes(32).toString("base64url")}`;
  return { text, hash: hashOf(text) };
}

export function hashOf(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
