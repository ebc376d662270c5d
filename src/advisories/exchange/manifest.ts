import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign, verify } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import * as z from "zod";
import { WaybillError } from "../../core/errors.ts";

/** What stands beside an exported database: what it is, from whom its data comes, and who answers for it. */
export const Manifest = z.object({
  schema: z.literal("waybill.advisories/1"),
  /** In hexadecimal digits, of the database file. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  bytes: z.int().nonnegative(),
  /** ISO 8601. */
  builtAt: z.string(),
  sources: z.array(
    z.object({
      name: z.string(),
      origin: z.string(),
      fetchedAt: z.string(),
      newestModified: z.string(),
      records: z.int(),
      sha256: z.string(),
      licence: z.string(),
    }),
  ),
});
export type Manifest = z.infer<typeof Manifest>;

/** The manifest as text, so that what is signed is what is read. Signatures are Ed25519, in base64. */
const Signed = z.object({
  manifest: z.string(),
  signatures: z.array(z.object({ key: z.string(), signature: z.string() })).default([]),
});

/** Where the manifest of an exported file stands. */
export function manifestOf(path: string): string {
  return `${path}.manifest.json`;
}

/** No manifest comes near this many bytes. */
export const LARGEST_MANIFEST = 1024 * 1024;

/** @param keyFile a private Ed25519 key, PEM @throws WaybillError when it is none */
export function writeManifest(manifest: Manifest, keyFile: string | undefined): string {
  const text = JSON.stringify(manifest);
  const signatures = keyFile === undefined ? [] : [signatureOver(text, privateKey(keyFile))];
  return `${JSON.stringify({ manifest: text, signatures }, null, 2)}\n`;
}

/**
 * Reads a manifest, and demands that one of the keys has signed it when there are any.
 * @param keyFiles public Ed25519 keys, PEM
 * @throws WaybillError when it cannot be read, or nobody who is trusted has signed it
 */
export function readManifest(text: string, what: string, keyFiles: readonly string[]): Manifest {
  const signed = Signed.safeParse(parsed(text));
  const manifest = signed.success ? Manifest.safeParse(parsed(signed.data.manifest)) : undefined;
  if (!signed.success || manifest === undefined || !manifest.success)
    throw new WaybillError(
      "advisories/bad-manifest",
      `The manifest of ${what} cannot be read.`,
      "Export the database again, and hand on both files.",
    );
  if (keyFiles.length === 0) return manifest.data;
  const keys = keyFiles.map(publicKey);
  const bytes = Buffer.from(signed.data.manifest);
  const isTrusted = signed.data.signatures.some(({ signature }) =>
    keys.some((key) => verify(null, bytes, key, Buffer.from(signature, "base64"))),
  );
  if (isTrusted) return manifest.data;
  throw new WaybillError(
    "advisories/unsigned",
    signed.data.signatures.length === 0
      ? `${what} is not signed, and waybill.yaml names the keys that must have signed it.`
      : `None of the keys that waybill.yaml names has signed ${what}.`,
    "Take it from where it is signed with `waybill advisories export --key`, or set advisories.keys right.",
  );
}

/** Whether what lies beside a file lets it be believed. @throws WaybillError when keys are named and it does not */
export function manifestBeside(path: string, keyFiles: readonly string[]): Manifest | undefined {
  const beside = manifestOf(path);
  if (existsSync(beside)) return readManifest(readFileSync(beside, "utf8"), path, keyFiles);
  demandNoKeys(path, keyFiles);
  return undefined;
}

/** What has no manifest carries no signature. @throws WaybillError when keys are named */
export function demandNoKeys(what: string, keyFiles: readonly string[]): void {
  if (keyFiles.length === 0) return;
  throw new WaybillError(
    "advisories/unsigned",
    `${what} is not signed, and waybill.yaml names the keys that must have signed it.`,
    "Take an exported database with its manifest, or leave advisories.keys out on the machine that fetches from the feeds.",
  );
}

function signatureOver(text: string, key: KeyObject): { key: string; signature: string } {
  return { key: keyId(createPublicKey(key)), signature: sign(null, Buffer.from(text), key).toString("base64") };
}

/** The first 16 hexadecimal digits of the SHA-256 of the public key. */
function keyId(key: KeyObject): string {
  return createHash("sha256")
    .update(key.export({ type: "spki", format: "der" }))
    .digest("hex")
    .slice(0, 16);
}

function privateKey(file: string): KeyObject {
  return ed25519(file, () => createPrivateKey(readFileSync(file)), "private");
}

function publicKey(file: string): KeyObject {
  return ed25519(file, () => createPublicKey(readFileSync(file)), "public");
}

/** The reason is not told: it could hold bytes of the key. */
function ed25519(file: string, read: () => KeyObject, kind: string): KeyObject {
  let key: KeyObject | undefined;
  try {
    key = read();
  } catch {
    key = undefined;
  }
  if (key?.asymmetricKeyType === "ed25519") return key;
  throw new WaybillError(
    "advisories/bad-key",
    `${file} holds no ${kind} Ed25519 key.`,
    "`openssl genpkey -algorithm ed25519` makes one, and `openssl pkey -pubout` its public half.",
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // refused by the schema
  }
}
