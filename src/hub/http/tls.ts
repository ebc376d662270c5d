import { readFileSync, statSync } from "node:fs";
import { createSecureContext, type Server } from "node:tls";
import { WaybillError } from "../../core/errors.ts";

/** Files in PEM form. */
export interface TlsFiles {
  readonly certificate: string;
  readonly key: string;
}

export interface TlsPair {
  readonly cert: Buffer;
  readonly key: Buffer;
}

/** Reads certificate and key. @throws WaybillError where they do not belong together, or are none */
export function readTls({ certificate, key }: TlsFiles): TlsPair {
  const pair = { cert: readFileSync(certificate), key: readFileSync(key) };
  try {
    createSecureContext(pair);
    return pair;
  } catch (error) {
    throw new WaybillError(
      "hub/bad-certificate",
      `${certificate} and ${key} are no certificate with its key: ${error instanceof Error ? error.message : "unreadable"}.`,
      "Give both in PEM form, the certificate with its chain.",
    );
  }
}

/** How often the files are looked at; milliseconds. */
const EVERY = 60_000;

/** Takes up a renewed certificate without a restart. Answers how to end that. */
export function followTls(server: Server, files: TlsFiles, say: (message: string) => void, every = EVERY): () => void {
  let last = ageOf(files);
  const timer = setInterval(() => {
    const age = ageOf(files);
    if (age === last) return;
    try {
      server.setSecureContext(readTls(files));
      last = age;
      say("the renewed certificate is in use");
    } catch (error) {
      say(`the certificate was not renewed: ${error instanceof Error ? error.message : "unreadable"}`);
    }
  }, every).unref();
  return () => clearInterval(timer);
}

function ageOf({ certificate, key }: TlsFiles): string {
  return [certificate, key].map((path) => statSync(path, { throwIfNoEntry: false })?.mtimeMs).join(" ");
}
