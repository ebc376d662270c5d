import { createReadStream, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { createGunzip, createZstdDecompress } from "node:zlib";
import { DEFAULT_LIMITS } from "../../core/limits.ts";
import { readZip } from "../../documents/zip.ts";
import { TarScan } from "../../sources/tar/tar-scan.ts";
import type { Entry, Refused } from "../store/entry.ts";
import { readRedHatVex } from "./red-hat-vex.ts";

/** The largest has some 90 MB. */
export const LARGEST_DOCUMENT = 128 * 1024 * 1024;

const NAME = /(?:^|\/)cve-\d{4}-\d+\.json$/i;

/** Red Hat's documents, one a CVE: in a folder, a zip, or the archive that Red Hat publishes (`.tar.zst`). */
export async function* readRedHatFiles(path: string): AsyncGenerator<Entry | Refused> {
  if (statSync(path).isDirectory()) yield* inFolder(path);
  else if (path.endsWith(".zip")) yield* inZip(path);
  else yield* inTar(path);
}

/** Whether a file is one of Red Hat's documents, by its name. */
export function isRedHatDocument(name: string): boolean {
  return NAME.test(name);
}

function* inFolder(folder: string): Generator<Entry | Refused> {
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter(isRedHatDocument).sort();
  for (const name of names) {
    const file = join(folder, name);
    if (statSync(file).size > LARGEST_DOCUMENT)
      yield { refused: name, reason: `is larger than ${LARGEST_DOCUMENT} bytes` };
    else yield readRedHatVex(name, () => readFileSync(file, "utf8"));
  }
}

function* inZip(path: string): Generator<Entry | Refused> {
  for (const entry of readZip(path))
    if (NAME.test(entry.name)) yield readRedHatVex(entry.name, () => entry.read(LARGEST_DOCUMENT).toString("utf8"));
}

async function* inTar(path: string): AsyncGenerator<Entry | Refused> {
  const met: (Entry | Refused)[] = [];
  const scan = new TarScan(
    {
      want: ({ type, path: name, size }) => {
        if (type !== "file" || !NAME.test(name)) return "nothing";
        if (size > LARGEST_DOCUMENT) met.push({ refused: name, reason: `is larger than ${LARGEST_DOCUMENT} bytes` });
        return size > LARGEST_DOCUMENT ? "nothing" : "whole";
      },
      whole: ({ path: name }, bytes) => met.push(readRedHatVex(name, () => bytes.toString("utf8"))),
      stream: () => ({ push: () => false, end: () => {} }),
      gap: ({ where, reason }) => met.push({ refused: where, reason }),
    },
    { ...DEFAULT_LIMITS, wholeFileBytes: LARGEST_DOCUMENT },
  );
  const file = createReadStream(path);
  const packed = path.endsWith(".zst") ? createZstdDecompress() : path.endsWith("gz") ? createGunzip() : undefined;
  if (packed !== undefined) file.on("error", (error) => packed.destroy(error)).pipe(packed);
  for await (const chunk of (packed ?? file) as AsyncIterable<Buffer>) {
    const goesOn = scan.push(chunk);
    yield* met.splice(0);
    if (!goesOn) break;
  }
  scan.end();
  yield* met.splice(0);
  if (!scan.ended) throw new Error("the archive is cut short");
}
