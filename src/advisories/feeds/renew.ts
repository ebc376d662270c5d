import { createHash } from "node:crypto";
import { join } from "node:path";
import { WaybillError } from "../../core/errors.ts";
import type { Builder } from "../store/build.ts";
import type { KnownFeed } from "../store/read.ts";
import { type BroughtFeed, bringFeed } from "./bring.ts";
import { type Fetched, type Fetching, fetchFile, forgetPart, type Validators } from "./fetching.ts";
import { incrementOf } from "./increment.ts";
import type { Source } from "./sources.ts";

/** What every renewal of a feed needs. */
export interface Renewing {
  readonly fetching: Fetching;
  /** Where files lie while they come. */
  readonly folder: string;
  readonly now: Date;
}

/**
 * Renews one feed by its changes, or as a whole.
 * @param before what is known of it, from the same origin
 * @returns nothing when there is none where it should be, and none is demanded
 */
export async function renew(
  source: Source,
  before: KnownFeed | undefined,
  renewing: Renewing,
  builder: Builder,
): Promise<BroughtFeed | undefined> {
  const increment =
    before === undefined ? undefined : await incrementOf(renewing.fetching, source, before, renewing.now);
  if (increment === undefined) return await renewWhole(source, before, renewing, builder);
  const { name } = source;
  const fetchedAt = renewing.now.toISOString();
  return { name, ...(await builder.upsert(name, fetchedAt, increment.entries, increment.cursor)) };
}

async function renewWhole(
  source: Source,
  before: KnownFeed | undefined,
  renewing: Renewing,
  builder: Builder,
): Promise<BroughtFeed | undefined> {
  const { name, url, isOptional } = source;
  const path = pathFor(renewing, url);
  const fetched = await fetchFile(renewing.fetching, url, path, source.limit, before && validatorsOf(before));
  switch (fetched.kind) {
    case "unchanged":
      builder.confirm(name, renewing.now.toISOString());
      return { name, records: 0, refused: [] };
    case "absent":
      if (isOptional && before === undefined) return undefined;
      throw notThere(url);
    case "fetched":
      return await bringFetched(source, path, fetched, renewing.now, builder);
  }
}

/** Brings in what lies under `path`, and takes it away. */
export async function bringFetched(
  { name, kind, url, ecosystem }: Source,
  path: string,
  { etag, lastModified }: Extract<Fetched, { kind: "fetched" }>,
  now: Date,
  builder: Builder,
): Promise<BroughtFeed> {
  try {
    return await bringFeed(builder, {
      ...(etag !== undefined && { etag }),
      ...(lastModified !== undefined && { lastModified }),
      ...(ecosystem !== undefined && { ecosystem }),
      name,
      kind,
      path,
      origin: url,
      fetchedAt: now,
    });
  } finally {
    forgetPart(path);
  }
}

/** A file of one's own for each address. */
export function pathFor({ folder }: Renewing, url: string): string {
  return join(folder, createHash("sha256").update(url).digest("hex").slice(0, 16));
}

export function notThere(url: string): WaybillError {
  return new WaybillError("connect/no-such-feed", `${url} is not there.`, "Check the mirror.");
}

export function validatorsOf({ etag, lastModified }: KnownFeed): Validators {
  return { ...(etag !== null && { etag }), ...(lastModified !== null && { lastModified }) };
}
