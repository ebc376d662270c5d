import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";
import { existsSync, linkSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { WaybillError } from "../../core/errors.ts";

/** Encrypts what has to be kept so that it can be used again, such as the secret by which webhooks are signed. */
export interface Strongbox {
  /** @param about what it belongs to: it opens for nothing else */
  lock(text: string, about: string): Buffer;
  /** @throws WaybillError where it was locked by another key, for something else, or changed */
  unlock(locked: Buffer, about: string): string;
  /** A key of its own for something else that keeps secrets: 32 bytes in Base64, always the same for the same purpose. */
  keyFor(purpose: string): string;
}

const CIPHER = "aes-256-gcm";
const FORM = 1;
const NONCE = 12;
const TAG = 16;

/** AES-256-GCM: one byte for the form, a random nonce, the tag, the text. @param key 32 bytes */
export function strongboxOf(key: Buffer): Strongbox {
  return {
    keyFor: (purpose) => Buffer.from(hkdfSync("sha256", key, "", purpose, 32)).toString("base64"),
    lock(text, about) {
      const nonce = randomBytes(NONCE);
      const cipher = createCipheriv(CIPHER, key, nonce).setAAD(Buffer.from(about));
      const body = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
      return Buffer.concat([Buffer.of(FORM), nonce, cipher.getAuthTag(), body]);
    },
    unlock(locked, about) {
      try {
        if (locked[0] !== FORM) throw new Error("another form");
        const nonce = locked.subarray(1, 1 + NONCE);
        const decipher = createDecipheriv(CIPHER, key, nonce, { authTagLength: TAG })
          .setAAD(Buffer.from(about))
          .setAuthTag(locked.subarray(1 + NONCE, 1 + NONCE + TAG));
        return Buffer.concat([decipher.update(locked.subarray(1 + NONCE + TAG)), decipher.final()]).toString("utf8");
      } catch {
        throw new WaybillError(
          "hub/other-strongbox",
          "A secret was kept under another key than the hub has now.",
          "Give the hub the key that it had (WAYBILL_STRONGBOX_KEY, or strongbox.key in its folder), or subscribe anew.",
        );
      }
    },
  };
}

/** Reads a key as WAYBILL_STRONGBOX_KEY holds it: 32 bytes in Base64. @throws WaybillError */
export function strongboxOfText(text: string): Strongbox {
  const key = Buffer.from(text.trim(), "base64");
  if (key.length === 32) return strongboxOf(key);
  throw new WaybillError(
    "hub/no-strongbox-key",
    "WAYBILL_STRONGBOX_KEY is no key.",
    "It holds 32 random bytes in Base64: `openssl rand -base64 32`.",
  );
}

/** The key of a hub that has a database of its own lies beside it, and is made when there is none. @throws WaybillError */
export function strongboxIn(folder: string): Strongbox {
  const file = join(folder, "strongbox.key");
  if (!existsSync(file)) {
    // Whole or not at all, and never in the place of one that is there.
    const fresh = `${file}.${process.pid}`;
    writeFileSync(fresh, `${randomBytes(32).toString("base64")}\n`, { mode: 0o600 });
    try {
      linkSync(fresh, file);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    } finally {
      rmSync(fresh, { force: true });
    }
  }
  return strongboxOfText(readFileSync(file, "utf8"));
}
