import { statSync } from "node:fs";
import type { Builder, FeedState } from "../store/build.ts";
import type { Refused } from "../store/entry.ts";
import { hashFile } from "../store/hash-file.ts";
import { readAlpineSecdb } from "./alpine-secdb.ts";
import { readDebianTracker } from "./debian-tracker.ts";
import { readScores } from "./epss.ts";
import type { FeedFile } from "./feed-file.ts";
import { readExploited } from "./kev.ts";
import { licenceOf } from "./licences.ts";
import { readOsvZip } from "./osv-zip.ts";
import { readRedHatFiles } from "./red-hat-files.ts";

/** How one feed fared. */
export interface BroughtFeed {
  readonly name: string;
  readonly records: number;
  readonly refused: readonly Refused[];
}

/** Puts one file's content in place of the feed's former one. @throws Error when the file as a whole cannot be read */
export async function bringFeed(builder: Builder, file: FeedFile): Promise<BroughtFeed> {
  const { name, origin, path, etag, lastModified, kind, ecosystem } = file;
  const state = {
    name,
    origin,
    fetchedAt: file.fetchedAt.toISOString(),
    sha256: statSync(path).isDirectory() ? "" : await hashFile(path),
    licence: licenceOf(kind, ecosystem),
    ...(etag !== undefined && { etag }),
    ...(lastModified !== undefined && { lastModified }),
  };
  return { name, ...(await bringKind(builder, file, state)) };
}

async function bringKind(builder: Builder, { kind, path, ecosystem }: FeedFile, state: Omit<FeedState, "kind">) {
  switch (kind) {
    case "osv":
      return await builder.replaceFeed({ ...state, kind: "osv" }, readOsvZip(path, ecosystem));
    case "debian-tracker":
      return await builder.replaceFeed({ ...state, kind: "release" }, readDebianTracker(path, state.fetchedAt));
    case "alpine-secdb":
      return await builder.replaceFeed({ ...state, kind: "release" }, readAlpineSecdb(path, state.fetchedAt));
    case "red-hat-vex":
      return await builder.replaceFeed({ ...state, kind: "release" }, readRedHatFiles(path));
    case "kev":
      return { records: builder.replaceExploited({ ...state, kind: "exploited" }, readExploited(path)), refused: [] };
    case "epss": {
      const { entries, scoredOn, refused } = await readScores(path);
      const records = builder.replaceLikelihood({ ...state, kind: "likelihood" }, entries, scoredOn);
      const reason = "they are no `cve,epss,percentile`";
      return { records, refused: refused === 0 ? [] : [{ refused: `${refused} lines`, reason }] };
    }
  }
}
