import { createHash, createHmac } from "node:crypto";
import { type Subject, subjectOf } from "./subject.ts";

/**
 * The id of a finding: the same rule (or family of rules), subject and cause give the same id, whatever the line, the order of files,
 * the machine or the day. 24 hexadecimal digits of a SHA-256.
 */
export function findingId(rule: string, about: Subject, cause = ""): string {
  const { kind, name } = subjectOf(about);
  return stableId(rule, kind, name, cause);
}

export function stableId(...parts: string[]): string {
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 24);
}

/** The name of a secret in every output: an HMAC-SHA-256 of its value, so that the value appears nowhere. */
export function secretId(value: string | Uint8Array, key: string): string {
  return createHmac("sha256", key).update(value).digest("hex").slice(0, 24);
}

/** The key for `secretId` in one run: the configured one, or one that follows from what is looked at. */
export function identityKeyOf(
  configuration: { readonly secrets: { readonly identityKey?: string | undefined } },
  identity: string,
): string {
  return configuration.secrets.identityKey ?? `waybill:${identity}`;
}
