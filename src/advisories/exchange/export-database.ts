import { copyFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { isShareAlike } from "../feeds/licences.ts";
import { currentDatabase, type Pointer } from "../store/files.ts";
import { forgetSource } from "../store/forget-source.ts";
import { hashFile } from "../store/hash-file.ts";
import { verifyDatabase } from "../store/verify.ts";
import { type Manifest, manifestOf, writeManifest } from "./manifest.ts";

/** One file that was written, with its manifest beside. */
export interface ExportedFile {
  readonly file: string;
  readonly sha256: string;
}

/**
 * Copies the verified database into a file for another machine. Data that must be handed on under its own licence goes
 * into a file of its own.
 * @param keyFile a private Ed25519 key that signs the manifests
 */
export async function exportDatabase(dataDirectory: string, to: string, keyFile?: string): Promise<ExportedFile[]> {
  const pointer = await verifyDatabase(dataDirectory);
  const current = currentDatabase(dataDirectory);
  if (current === undefined) throw new Error("the database vanished after it was verified");
  const sources = sourcesIn(current.path);
  const alike = sources.filter(({ told }) => isShareAlike(told.licence));
  const write = (file: string, left: readonly Source[]) => writePart(current.path, file, left, pointer, keyFile);
  if (alike.length === 0) return [await write(to, [])];
  const free = sources.filter((source) => !alike.includes(source));
  const beside = to.replace(/(\.[^./]+)?$/, ".share-alike$1");
  return [...(free.length > 0 ? [await write(to, alike)] : []), await write(beside, free)];
}

interface Source {
  readonly n: number;
  readonly told: Manifest["sources"][number];
}

async function writePart(
  from: string,
  to: string,
  left: readonly Source[],
  { builtAt }: Pointer,
  keyFile: string | undefined,
): Promise<ExportedFile> {
  const partial = `${to}.${process.pid}.partial`;
  try {
    copyFileSync(from, partial);
    if (left.length > 0) leaveOut(partial, left);
    const sources = sourcesIn(partial).map(({ told }) => told);
    const sha256 = await hashFile(partial);
    const bytes = statSync(partial).size;
    const manifest = writeManifest({ schema: "waybill.advisories/1", sha256, bytes, builtAt, sources }, keyFile);
    renameSync(partial, to);
    writeFileSync(manifestOf(to), manifest);
    return { file: to, sha256 };
  } finally {
    rmSync(partial, { force: true });
  }
}

function leaveOut(path: string, sources: readonly Source[]): void {
  const database = new DatabaseSync(path, { defensive: false });
  try {
    database.exec("pragma journal_mode=off; pragma synchronous=off; begin");
    for (const { n } of sources) forgetSource(database, n);
    database.exec("commit; vacuum");
  } finally {
    database.close();
  }
}

function sourcesIn(path: string): Source[] {
  const database = new DatabaseSync(path, { readOnly: true });
  try {
    const rows = database.prepare("select * from source order by name").all();
    return rows.map((row) => ({
      n: Number(row["n"]),
      told: {
        name: String(row["name"]),
        origin: String(row["origin"]),
        fetchedAt: String(row["fetched_at"]),
        newestModified: String(row["newest_modified"]),
        records: Number(row["records"]),
        sha256: String(row["sha256"]),
        licence: String(row["licence"]),
      },
    }));
  } finally {
    database.close();
  }
}
