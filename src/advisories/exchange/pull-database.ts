import { createHash } from "node:crypto";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { createRegistry, fetchBlob, ImageManifest, parse, parseReference, readJson } from "../../connect/oci/index.ts";
import { WaybillError } from "../../core/errors.ts";
import type { Network } from "../../core/network.ts";
import { type Fetching, fetchFile, fetchText, forgetPart } from "../feeds/fetching.ts";
import type { Pointer } from "../store/files.ts";
import { withLock } from "../store/lock.ts";
import { openStore } from "../store/read.ts";
import { adoptDatabases, type Offered } from "./adopt-database.ts";
import { LARGEST_MANIFEST, type Manifest, manifestOf, readManifest } from "./manifest.ts";

export interface PullRequest {
  readonly network: Network;
  /** `https://…/advisories.sqlite` with its manifest beside, as a mirror or a hub offers it, or `oci://REGISTRY/NAME:TAG`. */
  readonly origin: string;
  readonly dataDirectory: string;
  readonly cacheDirectory: string;
  readonly now: Date;
  /** Public keys of which one must have signed it. */
  readonly keys: readonly string[];
  readonly wait?: Fetching["wait"];
}

export interface Pulled {
  /** Undefined when all that is offered is known already. */
  readonly pointer: Pointer | undefined;
  readonly sources: Manifest["sources"];
}

/** Whether an origin offers a database as a whole. */
export function isDatabaseOrigin(origin: string): boolean {
  return origin.startsWith("oci://") || /^https?:\/\/.*\.sqlite$/.test(origin);
}

/** The host that is spoken with. */
export function databaseHost(origin: string): string {
  return origin.startsWith("oci://") ? referenceIn(origin).registry : new URL(origin).host;
}

/** Half a million records take about 110 MB. */
const LARGEST = 2 * 1024 * 1024 * 1024;

/** Fetches a database that another machine exported. @throws WaybillError; what is in force stays as it was */
export async function pullDatabase(request: PullRequest): Promise<Pulled> {
  const { dataDirectory, now } = request;
  return await withLock(dataDirectory, async () => {
    const offers = request.origin.startsWith("oci://")
      ? await offersOfRegistry(request)
      : [await offerOfServer(request)];
    const sources = offers.flatMap(({ manifest }) => manifest.sources);
    if (isKnown(sources, dataDirectory)) return { pointer: undefined, sources };
    const offered: Offered[] = [];
    try {
      for (const { manifest, fetch } of offers) offered.push({ path: await fetch(), manifest });
      return { pointer: await adoptDatabases(offered, dataDirectory, now), sources };
    } finally {
      for (const { path } of offered) forgetPart(path);
    }
  });
}

interface Offer {
  readonly manifest: Manifest;
  readonly fetch: () => Promise<string>;
}

async function offerOfServer({ network, origin, dataDirectory, keys, wait = sleep }: PullRequest): Promise<Offer> {
  const fetching = { network, wait };
  const text = await fetchText(fetching, manifestOf(origin), LARGEST_MANIFEST);
  if (text === undefined) throw absent(manifestOf(origin));
  const manifest = readManifest(text, origin, keys);
  const folder = join(dataDirectory, "fetching");
  const path = join(folder, createHash("sha256").update(`${origin} ${manifest.sha256}`).digest("hex").slice(0, 16));
  return {
    manifest,
    fetch: async () => {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      const fetched = await fetchFile(fetching, origin, path, Math.min(LARGEST, manifest.bytes));
      if (fetched.kind !== "fetched") throw absent(origin);
      return path;
    },
  };
}

/** The files are layers of an artifact, named as `oras push` names them (`org.opencontainers.image.title`). */
async function offersOfRegistry(request: PullRequest): Promise<Offer[]> {
  const { network, origin, cacheDirectory, keys } = request;
  const reference = referenceIn(origin);
  const registry = createRegistry(reference, { network });
  const { bytes } = await registry.manifest(reference.digest ?? reference.tag ?? "latest");
  const { layers } = parse(ImageManifest, readJson(bytes, origin), origin);
  const titled = layers.map((layer) => ({
    ...layer,
    title: layer.annotations?.["org.opencontainers.image.title"] ?? "",
  }));
  const files = titled.filter(({ title }) => title.endsWith(".sqlite"));
  if (files.length === 0) throw absent(`${origin}: a layer called *.sqlite`);
  return await Promise.all(
    files.map(async (file) => {
      const beside = titled.find(({ title }) => title === manifestOf(file.title));
      if (beside === undefined || beside.size > LARGEST_MANIFEST) throw absent(`${origin}: ${manifestOf(file.title)}`);
      const manifest = readManifest((await registry.smallBlob(beside.digest)).toString(), origin, keys);
      if (file.size > LARGEST) throw absent(`${origin}: ${file.title} of less than ${LARGEST} bytes`);
      return { manifest, fetch: () => fetchBlob(registry, file, cacheDirectory) };
    }),
  );
}

function referenceIn(origin: string) {
  const reference = parseReference(origin.slice("oci://".length));
  if (reference !== undefined) return reference;
  throw new WaybillError(
    "call/no-mirror",
    `${origin} names no artifact in a registry.`,
    "Write one such as oci://registry.example.com/team/advisories:latest.",
  );
}

function absent(what: string): WaybillError {
  return new WaybillError(
    "connect/no-such-feed",
    `${what} is not there.`,
    "Put what `waybill advisories export` writes there, both files.",
  );
}

/** Whether each source is known as new as it is offered. */
function isKnown(sources: Manifest["sources"], dataDirectory: string): boolean {
  try {
    const store = openStore(dataDirectory);
    const feeds = new Map((store?.feeds() ?? []).map(({ name, fetchedAt }) => [name, fetchedAt]));
    store?.close();
    return sources.every(({ name, fetchedAt }) => (feeds.get(name) ?? "") >= fetchedAt);
  } catch (error) {
    if (error instanceof WaybillError) return false; // damaged or of another layout
    throw error;
  }
}

function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
