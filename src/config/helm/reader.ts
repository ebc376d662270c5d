import { gunzipSync } from "node:zlib";
import { DEFAULT_LIMITS } from "../../core/limits.ts";
import type { Place } from "../../core/place.ts";
import { type GapFact, gapAt, type OpenFile } from "../../core/reader.ts";
import { TarScan } from "../../sources/tar/tar-scan.ts";
import type { ChartFile } from "./facts.ts";

/** Bytes of one file of a chart that is rendered. */
const LARGEST_FILE = 1024 * 1024;
/** Bytes of a packed chart, once unpacked. */
const LARGEST_CHART = 16 * 1024 * 1024;

/** Whether a file can be part of a Helm chart: its description, values or templates, or a packed chart that it depends on. */
export function isOfChart(path: string): boolean {
  return (isChartFile(path) || PACKED.test(path)) && !isForeign(path);
}

/** The files of Helm charts that one file is or holds. */
export function* chartFiles(file: OpenFile): Iterable<ChartFile | GapFact> {
  if (PACKED.test(file.path)) yield* unpacked(file);
  else if (file.bytes.length > LARGEST_FILE)
    yield gapAt(file.place, "a file of a chart that is larger than is rendered");
  else yield { kind: "chart-file", at: file.place, path: file.path, text: file.text() };
}

const PACKED = /(?:^|\/)charts\/[^/]+\.tgz$/;

function isChartFile(path: string): boolean {
  return (
    /(?:^|\/)(?:Chart|requirements)\.ya?ml$/.test(path) ||
    /(?:^|\/)[^/]*values[^/]*\.ya?ml$/i.test(path) ||
    /(?:^|\/)templates\/(?:.*\/)?[^/]+\.(?:ya?ml|tpl|json)$/.test(path)
  );
}

function isForeign(path: string): boolean {
  return /(?:^|\/)(?:node_modules|vendor|third_party|\.git)\//.test(path);
}

function* unpacked(file: OpenFile): Iterable<ChartFile | GapFact> {
  let bytes: Buffer;
  try {
    bytes = gunzipSync(file.bytes, { maxOutputLength: LARGEST_CHART });
  } catch {
    yield gapAt(file.place, "a packed chart that cannot be unpacked, or is larger than is looked at");
    return;
  }
  yield* filesIn(bytes, file.path, file.place);
}

function filesIn(bytes: Buffer, archive: string, place: Place): (ChartFile | GapFact)[] {
  const found: (ChartFile | GapFact)[] = [];
  const scan = new TarScan(
    {
      want: ({ path, type, size }) =>
        type === "file" && isChartFile(path) && size <= LARGEST_FILE ? "whole" : "nothing",
      whole: ({ path }, content) => {
        found.push({ kind: "chart-file", at: place, path: `${archive}/${path}`, text: content.toString("utf8") });
      },
      stream: () => ({ push: () => false, end: () => undefined }),
      gap: ({ reason }) => found.push(gapAt(place, reason)),
    },
    DEFAULT_LIMITS,
  );
  scan.push(bytes);
  scan.end();
  return found;
}
