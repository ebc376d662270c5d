import { createHash } from "node:crypto";

/**
 * The checksums by which dpkg, apk and RPM know a file again. They guard against accident and not against malice: they
 * only tell whether a file is still the one that the distribution put there.
 */
export function sumsOf(bytes: Uint8Array): string[] {
  return ["md5", "sha1", "sha256"].map(
    (algorithm) => `${algorithm}:${createHash(algorithm).update(bytes).digest("hex")}`,
  );
}
