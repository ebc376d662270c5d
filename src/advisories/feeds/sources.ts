import type { FeedKind } from "./feed-file.ts";

/** Where OSV publishes one zip for each ecosystem (google.github.io/osv.dev/data). */
export const PUBLIC_FEEDS = "https://osv-vulnerabilities.storage.googleapis.com";

/** Where Red Hat publishes a document for each CVE (redhat.com/en/blog/red-hat-vex-files-cves-are-now-generally-available). */
const RED_HAT = "https://security.access.redhat.com/data/csaf/v2/vex";

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
  "Ubuntu",
  "Alpine",
  "Red Hat",
  "AlmaLinux",
  "Rocky Linux",
] as const;

/** Alpine makes two releases a year and mends each for two years; lists of older ones change no more. */
const ALPINE_YEARS = 4;

/** The releases of Alpine whose lists are asked for: those of the last years, and those that may be out by now. */
function alpineReleases(now: Date): string[] {
  // 3.23 came out in December 2025; one follows each June and December.
  const halves = (now.getUTCFullYear() - 2025) * 2 + Math.floor((now.getUTCMonth() - 11) / 6);
  const newest = 23 + halves;
  return Array.from({ length: ALPINE_YEARS * 2 }, (_, at) => `v3.${newest - at}`).reverse();
}

const MEBIBYTE = 1024 * 1024;

/** One feed that can be fetched. */
export interface Source {
  readonly name: string;
  readonly kind: FeedKind;
  readonly url: string;
  readonly ecosystem?: string;
  /** Folder of single records and of the list of changes. */
  readonly records?: string;
  /** Most bytes that are taken. */
  readonly limit: number;
  /** A mirror may leave it out. */
  readonly isOptional: boolean;
}

/** The feeds of these ecosystems and the lists beside them; from a mirror, all from there. */
export function sourcesFor(ecosystems: readonly string[], mirror: string, now: Date): readonly Source[] {
  const base = mirror.replace(/\/+$/, "");
  const isMirror = base !== PUBLIC_FEEDS;
  const list = (name: string, kind: FeedKind, file: string, home: string, mebibytes = 64): Source => ({
    name,
    kind,
    url: isMirror ? `${base}/${file}` : home,
    limit: mebibytes * MEBIBYTE,
    isOptional: isMirror,
  });
  return [
    ...ecosystems.map((ecosystem) => osv(ecosystem, base)),
    ...(ecosystems.includes("Debian")
      ? [
          list(
            "Debian tracker",
            "debian-tracker",
            "debian-tracker.json",
            "https://security-tracker.debian.org/tracker/data/json",
            512,
          ),
        ]
      : []),
    ...(ecosystems.includes("Alpine")
      ? alpineReleases(now).flatMap((release, at, { length }) => alpine(release, list, at === length - 1))
      : []),
    ...(ecosystems.includes("Red Hat") ? [redHat(isMirror ? `${base}/red-hat-vex` : RED_HAT, isMirror)] : []),
    list(
      "CISA KEV",
      "kev",
      "known_exploited_vulnerabilities.json",
      "https://www.cisa.gov/sites/default/files/feeds/known_exploited_vulnerabilities.json",
    ),
    list(
      "FIRST EPSS",
      "epss",
      "epss_scores-current.csv.gz",
      "https://epss.empiricalsecurity.com/epss_scores-current.csv.gz",
    ),
  ];
}

/** A folder, laid out as Red Hat has it; `limit` is that of the archive in it. */
function redHat(url: string, isOptional: boolean): Source {
  return { name: "Red Hat VEX", kind: "red-hat-vex", url, limit: 4096 * MEBIBYTE, isOptional };
}

/** npm's zip, the largest known, has about 200 MB. */
function osv(ecosystem: string, base: string): Source {
  const records = `${base}/${encodeURIComponent(ecosystem)}`;
  return {
    name: `OSV ${ecosystem}`,
    kind: "osv",
    url: `${records}/all.zip`,
    ecosystem,
    records,
    limit: 2048 * MEBIBYTE,
    isOptional: false,
  };
}

/** The newest release may not be out yet. */
function alpine(
  release: string,
  list: (name: string, kind: FeedKind, file: string, home: string) => Source,
  isNewest: boolean,
): Source[] {
  const sources = ["main", "community"].map((repository) =>
    list(
      `Alpine secdb ${release} ${repository}`,
      "alpine-secdb",
      `alpine-secdb/${release}/${repository}.json`,
      `https://secdb.alpinelinux.org/${release}/${repository}.json`,
    ),
  );
  return isNewest ? sources.map((source) => ({ ...source, isOptional: true })) : sources;
}
