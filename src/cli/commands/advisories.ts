import { existsSync } from "node:fs";
import { createNetwork } from "../../connect/network.ts";
import { WaybillError } from "../../core/errors.ts";
import {
  DEFAULT_ECOSYSTEMS,
  databaseHost,
  exportDatabase,
  feedHosts,
  importAdvisories,
  isDatabaseOrigin,
  PUBLIC_FEEDS,
  pullDatabase,
  updateAdvisories,
  verifyDatabase,
} from "../../scan/advisory-data.ts";
import { loadConfiguration } from "../../scan/index.ts";
import type { RunCommand } from "../command.ts";
import { type Options, readOptions } from "../options.ts";
import { plural } from "../print/words.ts";
import { ProgressLine } from "../progress.ts";
import { writeOut } from "../write-out.ts";

/** Fetches the public feeds, or the mirror that waybill.yaml names. What could not be renewed is said, and exits 3. */
export const update: RunCommand = async (_, raw) => {
  const options = readOptions(raw);
  const { advisories } = loadConfiguration(options.config, ".").configuration;
  const mirror = typeof raw.mirror === "string" ? raw.mirror : (advisories.mirror ?? PUBLIC_FEEDS);
  if (isDatabaseOrigin(mirror)) return await pull(mirror, advisories.keys, options);
  if (advisories.keys.length > 0)
    throw new WaybillError(
      "advisories/unsigned",
      `${mirror} offers feeds, which nobody signs, and waybill.yaml names the keys that must have signed the data.`,
      "Name as mirror what `waybill advisories export --key` wrote, or leave advisories.keys out on the machine that fetches.",
    );
  if (!URL.canParse(mirror) && !existsSync(mirror))
    throw new WaybillError(
      "call/no-mirror",
      `--mirror ${mirror} is neither a URL nor a folder that is there.`,
      "Name one such as https://mirror.example/osv, or a folder laid out as <Ecosystem>/all.zip.",
    );
  const ecosystems = advisories.ecosystems ?? DEFAULT_ECOSYSTEMS;
  const network = createNetwork({ offline: options.offline, hosts: feedHosts(mirror, ecosystems) });
  const progress = new ProgressLine(process.stderr, options.progress);
  try {
    const updated = await updateAdvisories({
      network,
      mirror,
      dataDirectory: options.dataDirectory,
      now: new Date(),
      ecosystems,
      onProgress: (what) => progress.show(what),
    });
    progress.clear();
    await tell(updated, options);
    for (const { name, reason, keeps } of updated.failed) {
      const left = keeps === undefined ? "there is no data of it" : `its data of ${keeps.slice(0, 10)} stays`;
      process.stderr.write(`waybill: ${name} was not renewed, ${left}: ${reason}\n`);
    }
    return updated.failed.length > 0 ? 3 : 0;
  } finally {
    progress.clear();
  }
};

/** Fetches a database that another machine exported. */
async function pull(origin: string, keys: readonly string[], options: Options): Promise<number> {
  const network = createNetwork({ offline: options.offline, hosts: [databaseHost(origin)] });
  const { dataDirectory, cacheDirectory } = options;
  const now = new Date();
  const { pointer, sources } = await pullDatabase({ network, origin, dataDirectory, cacheDirectory, now, keys });
  const what = plural(sources.length, "source");
  await writeOut(
    pointer === undefined ? `Nothing is newer than what is here of ${what}.\n` : `${what} are in ${pointer.file}.\n`,
    options,
  );
  return 0;
}

/** Brings advisories in from files: for machines that do not reach the feeds. */
export const importFiles: RunCommand = async (paths, raw) => {
  const options = readOptions(raw);
  const { keys } = loadConfiguration(options.config, ".").configuration.advisories;
  return await tell(await importAdvisories(paths, options.dataDirectory, new Date(), keys), options);
};

/** Writes the database into one file that `import` takes on another machine. */
export const exportFile: RunCommand = async ([file = ""], raw) => {
  const options = readOptions(raw);
  const key = typeof raw["key"] === "string" ? raw["key"] : undefined;
  const files = await exportDatabase(options.dataDirectory, file, key);
  const signed = key === undefined ? "" : ", signed";
  const lines = files.map((one) => `${one.file} and its manifest${signed}: sha256:${one.sha256}\n`);
  await writeOut(lines.join(""), options);
  return 0;
};

/** Hashes the database and holds it against what it was when built. */
export const verify: RunCommand = async (_, raw) => {
  const options = readOptions(raw);
  const { file, sha256 } = await verifyDatabase(options.dataDirectory);
  await writeOut(`${file} is whole: sha256:${sha256}\n`, options);
  return 0;
};

async function tell(
  { feeds, pointer }: Awaited<ReturnType<typeof importAdvisories>>,
  options: Options,
): Promise<number> {
  const total = feeds.reduce((sum, { records }) => sum + records, 0);
  const refused = feeds.flatMap((feed) => feed.refused.map((one) => ({ feed: feed.name, ...one })));
  await writeOut(`${plural(total, "record")} from ${plural(feeds.length, "feed")} are in ${pointer.file}.\n`, options);
  for (const { feed, refused: name, reason } of refused.slice(0, 10))
    process.stderr.write(`waybill: ${feed}: ${name} was left out: ${reason}\n`);
  if (refused.length > 10) process.stderr.write(`waybill: … and ${refused.length - 10} more records were left out\n`);
  return 0;
}
