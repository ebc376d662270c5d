import { createWriteStream, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { WaybillError } from "../../core/errors.ts";
import type { Network } from "../../core/network.ts";
import type { FeedFile } from "./feed-file.ts";
import { type Imported, importFeeds } from "./import.ts";

/** Where OSV publishes one zip for each ecosystem (google.github.io/osv.dev/data). */
export const PUBLIC_FEEDS = "https://osv-vulnerabilities.storage.googleapis.com";

/** What is fetched when nobody says otherwise: those that this version can judge. */
export const DEFAULT_ECOSYSTEMS = [
  "npm",
  "PyPI",
  "Go",
  "Maven",
  "crates.io",
  "RubyGems",
  "NuGet",
  "Packagist",
  "Debian",
  "Alpine",
] as const;

/** Largest zip that is taken; npm's, the largest known, is about 200 MB. */
const LARGEST_ZIP = 2 * 1024 * 1024 * 1024;

export interface UpdateRequest {
  readonly network: Network;
  readonly dataDirectory: string;
  readonly now: Date;
  /** Laid out as `<Ecosystem>/all.zip`. */
  readonly mirror: string;
  readonly ecosystems: readonly string[];
  readonly onProgress?: (what: string) => void;
}

/** Fetches the feeds and builds the database anew; when one feed fails, the old database stays in force. */
export async function updateAdvisories(request: UpdateRequest): Promise<Imported> {
  const folder = join(request.dataDirectory, `fetching-${process.pid}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  try {
    const files: FeedFile[] = [];
    for (const [index, ecosystem] of request.ecosystems.entries()) {
      request.onProgress?.(`fetching ${ecosystem} (${index + 1}/${request.ecosystems.length})`);
      files.push(await fetchZip(request, ecosystem, join(folder, `${index}.zip`)));
    }
    request.onProgress?.("building the database");
    return await importFeeds(files, request.dataDirectory, request.now);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function fetchZip({ network, mirror, now }: UpdateRequest, ecosystem: string, path: string): Promise<FeedFile> {
  const url = `${mirror.replace(/\/+$/, "")}/${encodeURIComponent(ecosystem)}/all.zip`;
  const answer = await network.request(url, { redirects: 3, timeout: 60_000 });
  if (answer.status !== 200) {
    throw new WaybillError(
      "connect/feed-refused",
      `${url} answered ${answer.status}.`,
      "Check the mirror and the ecosystem's name; the database in force stays as it was.",
    );
  }
  await pipeline(Readable.from(bounded(answer.stream(), url)), createWriteStream(path, { mode: 0o600 }));
  return { name: `OSV ${ecosystem}`, path, kind: "osv", origin: url, fetchedAt: now };
}

async function* bounded(chunks: AsyncIterable<Uint8Array>, url: string): AsyncIterable<Uint8Array> {
  let bytes = 0;
  for await (const chunk of chunks) {
    bytes += chunk.length;
    if (bytes > LARGEST_ZIP)
      throw new WaybillError(
        "connect/feed-too-large",
        `${url} is larger than ${LARGEST_ZIP} bytes.`,
        "Use a mirror that you trust.",
      );
    yield chunk;
  }
}
