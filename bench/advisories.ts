import { cpSync, existsSync, mkdirSync, readFileSync, statSync, symlinkSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { Report } from "../src/core/report.ts";
import { type OsvReport, pairsOfOsv, pairsOfOurs } from "./advisory-pairs.ts";
import { type Bench, type Case, type Command, type Goal, present, type Workbench } from "./bench.ts";
import { advisoryRecords } from "./corpora/advisories.ts";
import { npmLock } from "./corpora/npm-lock.ts";
import { packageName } from "./corpora/settings.ts";
import { todaysAdvisories } from "./corpora/todays-advisories.ts";
import { run } from "./measure.ts";
import { readJson } from "./results.ts";
import { agreeOnVersions } from "./version-vectors.ts";

/**
 * Known vulnerabilities from a local database, without the network. `WAYBILL_BENCH_ADVISORIES` names a folder with real
 * data: `osv/<Ecosystem>/all.zip`, `bench/npm-1219.json` with `[name, version]` pairs; `WAYBILL_BENCH_LOCKS` real lock
 * files, with `:` between. Without them the records are made up.
 */
export const advisories: Bench = {
  title: "Known vulnerabilities, offline",
  cases: async (bench) => {
    const given = process.env["WAYBILL_BENCH_ADVISORIES"];
    const real = given !== undefined && !bench.smoke ? given : undefined;
    const feeds = real === undefined ? madeUp(bench) : join(real, "osv");
    const packages =
      real === undefined
        ? Array.from({ length: 1000 }, (_, at) => [packageName(at), "1.0.0"] as const)
        : (JSON.parse(readFileSync(join(real, "bench", "npm-1219.json"), "utf8")) as [string, string][]);
    const data = join(bench.scratch, "data");
    const taking = bench.ours(["advisories", "import", feeds, "--data", data], { exits: [0] });
    await run(taking);
    const room: Room = { bench, feeds, data, packages };
    return [
      scan(room, packages.length, { wallSeconds: 0.5, peakMib: 100, ofPeer: { wall: 1 / 30, memory: 1 / 3 } }),
      many(room, bench.smoke ? 2000 : 20_000, { wallSeconds: 1, peakMib: 150 }),
      ...locksGiven(bench).map((lock) => compare(room, lock)),
      {
        title: `taking in the records of ${real === undefined ? "one feed" : "ten feeds"}`,
        ours: taking,
        peers: [],
        goal: { wallSeconds: 10, peakMib: 256 },
      },
      ...(real === undefined ? [] : [today(bench, join(real, "osv"))]),
      await upsert(room),
      await affected(room),
    ];
  },
};

interface Room {
  readonly bench: Workbench;
  readonly feeds: string;
  readonly data: string;
  readonly packages: readonly (readonly [string, string])[];
}

function madeUp(bench: Workbench): string {
  const records = bench.smoke ? 500 : 20_000;
  return advisoryRecords(join(bench.smoke ? bench.scratch : bench.cache, "corpora", `osv-${records}`), records);
}

function locksGiven({ smoke }: Workbench): string[] {
  return smoke ? [] : (process.env["WAYBILL_BENCH_LOCKS"] ?? "").split(":").filter(existsSync);
}

function scan(room: Room, count: number, goal: Goal): Case {
  const lock = npmLock(join(room.bench.scratch, `lock-${count}`), room.packages, count);
  const { check, ...one } = looked(room, lock, `${count}`);
  return {
    title: `${count.toLocaleString("en")} packages of npm`,
    ...one,
    goal,
    check: async () => [...(await check()), ...(room.bench.smoke ? [] : agreeOnVersions(room.bench.scratch, 1))],
    notes: ["The database was built before, once; the peer reads the same zips in every run."],
  };
}

/** Ours alone: the peer was still at it after nine minutes. */
function many(room: Room, count: number, goal: Goal): Case {
  const lock = npmLock(join(room.bench.scratch, `lock-${count}`), room.packages, count);
  return {
    title: `${count.toLocaleString("en")} packages of npm`,
    ours: looked(room, lock, `${count}`).ours,
    peers: [],
    goal,
    notes: ["osv-scanner 2.2.2 was stopped here after nine minutes without an answer, on a machine with other work."],
  };
}

function compare(room: Room, lock: string): Case {
  const folder = join(room.bench.scratch, `real-${basename(dirname(lock))}`);
  mkdirSync(folder, { recursive: true });
  cpSync(lock, join(folder, basename(lock)));
  const name = `${basename(dirname(lock))}/${basename(lock)}`;
  return { title: `a real lock file: ${name}`, ...looked(room, join(folder, basename(lock)), basename(dirname(lock))) };
}

/** Ours and the peer over one lock file; afterwards both must name the same pairs. */
function looked({ bench, feeds, data }: Room, lock: string, name: string) {
  const [own, theirs] = [join(bench.scratch, `${name}.waybill.json`), join(bench.scratch, `${name}.osv.json`)];
  const cache = join(bench.scratch, "osv");
  mkdirSync(cache, { recursive: true });
  if (!existsSync(join(cache, "osv-scanner"))) symlinkSync(feeds, join(cache, "osv-scanner"));
  const ours = bench.ours(["vulns", dirname(lock), "--offline", "--data", data, "--format", "json", "--output", own], {
    output: own,
    found: () => `${pairsOfOurs(readJson(own) as Report).size} pairs`,
  });
  const peers: Command[] = present(
    bench.peer(
      "osv-scanner",
      ["scan", "source", "--offline", "--lockfile", lock, "--format", "json", "--output", theirs],
      {
        output: theirs,
        exits: [0, 1],
        environment: { OSV_SCANNER_LOCAL_DB_CACHE_DIRECTORY: cache },
        found: () => `${pairsOfOsv(readJson(theirs) as OsvReport).size} pairs`,
      },
    ),
  );
  const check = async () => (peers.length === 0 ? [] : [differences(own, theirs)]);
  return { ours, peers, check };
}

/** @throws when they differ in more than what is explained */
function differences(own: string, theirs: string): string {
  const ours = pairsOfOurs(readJson(own) as Report);
  const peers = pairsOfOsv(readJson(theirs) as OsvReport);
  const more = [...ours].filter((pair) => !peers.has(pair));
  const less = [...peers].filter((pair) => !ours.has(pair));
  const guessed = less.filter((pair) => pair.startsWith("stdlib "));
  if (more.length > 0 || less.length > guessed.length)
    throw new Error(
      `pairs differ: only ours ${more.slice(0, 5).join(", ")}; only theirs ${less.slice(0, 5).join(", ")}`,
    );
  if (guessed.length === 0) return `Both name the same ${ours.size} pairs of package and advisory.`;
  return `Both name the same ${ours.size} pairs of package and advisory; the peer names ${guessed.length} more of Go's standard library, taking the \`go\` line of go.mod for the version that builds. It is the oldest that may: which one did stands in the program, where we read it.`;
}

function today(bench: Workbench, real: string): Case {
  const feeds = todaysAdvisories(join(bench.cache, "corpora", "osv-today"), real);
  const data = join(bench.scratch, "data-today");
  return {
    title: "taking in 461,848 records, as many as there are today",
    ours: bench.ours(["advisories", "import", feeds, "--data", data], { exits: [0], fresh: data }),
    peers: [],
    goal: { wallSeconds: 120, peakMib: 400 },
    check: async () => {
      const pointer = readJson(join(data, "advisories.json")) as { file: string };
      return [`On disk: ${(statSync(join(data, pointer.file)).size / 1e6).toFixed(0)} MB (goal: at most 150).`];
    },
    notes: ["Copies of real records under made-up names, since nobody hands them all on."],
  };
}

async function upsert({ bench, feeds, data }: Room): Promise<Case> {
  const own = join(bench.scratch, "data-upsert");
  cpSync(data, own, { recursive: true });
  const words = [
    join(import.meta.dirname, "advisory-steps.ts"),
    "upsert",
    own,
    join(feeds, "npm", "all.zip"),
    "OSV npm",
  ];
  const ours = { name: "waybill", program: process.execPath, words, exits: [0] };
  return {
    title: "putting 1,000 records in place of themselves",
    ours,
    peers: [],
    goal: { wallSeconds: 1 },
    notes: ["From source, since no command does only this; it reads the records, copies the database and hashes it."],
  };
}

/** Entries that are new, of packages of which half are kept. */
async function affected({ bench, data, packages }: Room): Promise<Case> {
  const own = join(bench.scratch, "data-kept");
  cpSync(data, own, { recursive: true });
  const [kept, fresh] = bench.smoke ? [2000, 50] : [200_000, 5000];
  const lock = npmLock(join(bench.scratch, "lock-kept"), packages, Math.min(kept, 20_000));
  const steps = join(import.meta.dirname, "advisory-steps.ts");
  await run({ name: "keep", program: process.execPath, words: [steps, "keep", own, lock, String(kept)] });
  const news = advisoryRecords(join(bench.scratch, "news"), fresh, (at) => {
    const [name = ""] = packages[at % packages.length] ?? [];
    const round = Math.floor(at / packages.length);
    return at % 2 === 0 ? `${name}${round === 0 ? "" : `-${round}`}` : `nobody-has-${at}`;
  });
  cpSync(join(news, "npm", "all.zip"), join(bench.scratch, "news.zip"));
  await run(bench.ours(["advisories", "import", join(bench.scratch, "news.zip"), "--data", own], { exits: [0] }));
  const output = join(bench.scratch, "affected.json");
  return {
    title: `${kept.toLocaleString("en")} kept components against ${fresh.toLocaleString("en")} new records`,
    ours: bench.ours(
      ["advisories", "affected", "--since", "2026-05-31", "--data", own, "--format", "json", "--output", output],
      { output, found: () => `${(readJson(output) as { affected: unknown[] }).affected.length} affected` },
    ),
    peers: [],
    goal: { wallSeconds: 2 },
  };
}
