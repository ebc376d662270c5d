import type { FeedKind } from "./feed-file.ts";

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

/** Releases of Alpine that publish a list (alpinelinux.org/releases). */
const ALPINE_RELEASES = ["v3.18", "v3.19", "v3.20", "v3.21", "v3.22", "v3.23"] as const;

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
export function sourcesFor(ecosystems: readonly string[], mirror: string): readonly Source[] {
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
    ...(ecosystems.includes("Alpine") ? ALPINE_RELEASES.flatMap((release) => alpine(release, list)) : []),
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

function alpine(release: string, list: (name: string, kind: FeedKind, file: string, home: string) => Source): Source[] {
  return ["main", "community"].map((repository) =>
    list(
      `Alpine secdb ${release} ${repository}`,
      "alpine-secdb",
      `alpine-secdb/${release}/${repository}.json`,
      `https://secdb.alpinelinux.org/${release}/${repository}.json`,
    ),
  );
}
