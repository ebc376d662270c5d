import { closeSync, createReadStream, openSync, readSync } from "node:fs";
import { createInterface } from "node:readline";
import { createGunzip } from "node:zlib";
import { cveNumber } from "../store/cve-number.ts";

/** FIRST's estimates: for each CVE its chance to be exploited within 30 days and its percentile, in hundred-thousandths. */
export interface Scores {
  /** `YYYY-MM-DD`. */
  readonly scoredOn: string;
  readonly entries: readonly (readonly [cve: number, chance: number, percentile: number])[];
  /** Lines that are none. */
  readonly refused: number;
}

/** Ten times as many as there are CVEs; more is no such file. */
const MOST = 4_000_000;

/** The CSV that FIRST publishes each day (first.org/epss/data_stats), packed or not. */
export async function readScores(path: string): Promise<Scores> {
  const file = createReadStream(path);
  const text = isPacked(path) ? file.pipe(createGunzip()) : file;
  const lines = createInterface({ input: text, crlfDelay: Number.POSITIVE_INFINITY });
  const broken = new Promise<never>((_, reject) => {
    file.once("error", reject);
    text.once("error", reject);
  });
  return await Promise.race([gather(lines), broken]);
}

/** By its first two bytes (RFC 1952): names get lost on the way. */
function isPacked(path: string): boolean {
  const file = openSync(path, "r");
  try {
    const head = Buffer.alloc(2);
    return readSync(file, head, 0, 2, 0) === 2 && head[0] === 0x1f && head[1] === 0x8b;
  } finally {
    closeSync(file);
  }
}

async function gather(lines: AsyncIterable<string>): Promise<Scores> {
  const entries: [number, number, number][] = [];
  let scoredOn = "";
  let hasHead = false;
  let refused = 0;
  for await (const line of lines) {
    if (line.startsWith("#")) scoredOn = /score_date:(\d{4}-\d{2}-\d{2})/.exec(line)?.[1] ?? "";
    else if (!hasHead) {
      if (line !== "cve,epss,percentile") throw new Error("it does not begin with `cve,epss,percentile`");
      hasHead = true;
    } else if (line !== "") {
      const entry = entryOf(line);
      if (entry === undefined) refused++;
      else entries.push(entry);
      if (entries.length > MOST) throw new Error(`it has more than ${MOST} lines`);
    }
  }
  if (!hasHead) throw new Error("it is empty");
  return { scoredOn, entries, refused };
}

function entryOf(line: string): [number, number, number] | undefined {
  const [name = "", chance = "", percentile = ""] = line.slice(0, 200).split(",");
  const cve = cveNumber(name);
  const values = [Number(chance || "x"), Number(percentile || "x")].map((value) => Math.round(value * 100_000));
  if (cve === undefined || !values.every((value) => value >= 0 && value <= 100_000)) return undefined;
  return [cve, values[0] ?? 0, values[1] ?? 0];
}
