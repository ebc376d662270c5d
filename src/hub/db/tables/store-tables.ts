import type { ColumnType, Generated, GeneratedAlways } from "kysely";
import type { Closing } from "../../../policy/lifecycle/judge-absence.ts";
import type { Sight } from "../../../policy/lifecycle/look.ts";
import type { Id, Time } from "./columns.ts";

export interface ComponentTable {
  id: Id;
  purl: string;
  type: string;
  name: string;
  version: string | null;
  source_name: string | null;
  source_version: string | null;
}

export interface LayerTable {
  id: Id;
  digest: string;
}

/** What a layer holds, or an image without layers, known by its hash. */
export interface ContentTable {
  id: Id;
  hash: Buffer;
  components: number;
}

export interface ContentComponentTable {
  content_id: number;
  component_id: number;
  /** It lies in files of a distribution's package, which is judged in its place. */
  owned: boolean;
}

/** Something that changes from build to build: an image under its name, a repository. */
export interface LineageTable {
  id: Id;
  kind: string;
  name: string;
  platform: string;
  team_id: string | null;
  /** The newest. */
  image_id: number | null;
  created_at: Time;
  /** Open findings; kept in step by whoever changes them. */
  critical: Generated<number>;
  high: Generated<number>;
  medium: Generated<number>;
  low: Generated<number>;
  info: Generated<number>;
}

/** One state of a lineage: an image's digest, a repository's commit, else the hash of its bill. */
export interface ImageTable {
  id: Id;
  lineage_id: number;
  digest: string;
  base: string | null;
  first_seen_at: Time;
  /** When the look was taken whose bill is stored. */
  composed_at: ColumnType<Date | null, Date | null, Date | null>;
  /** Whether that bill says that it is whole. */
  whole: Generated<boolean>;
}

export interface ImageContentTable {
  image_id: number;
  /** Lowest layer first. */
  position: number;
  layer_id: number | null;
  content_id: number;
}

/** A look at a lineage. */
export interface ScanTable {
  id: Id;
  lineage_id: number;
  image_id: number | null;
  /** SHA-256 of what it said: the same again is no other look. */
  digest: Buffer;
  taken_at: Time;
  received_at: Time;
  scanner: string;
  version: string;
  advisories_at: ColumnType<Date | null, Date | null, never>;
  /** The rooms that it spoke of, and whether it saw all there. */
  rooms: ColumnType<Record<string, Sight>, string, never>;
  /** What its bill listed; null where none came with it. */
  contents: number[] | null;
  complete: boolean;
  found: number;
  actor: string;
}

/** One thing that is wrong with a lineage, over all its builds. Its state follows from the looks at it. */
export interface FindingTable {
  id: Id;
  lineage_id: number;
  /** The finding's id in reports. */
  fingerprint: string;
  room: string;
  /** 0 critical, 1 high, 2 medium, 3 low, 4 info. */
  severity: number;
  priority: number;
  place: string;
  /** Why the scanner's own configuration let it pass; it counts all the same. */
  excuse: string | null;
  triage: Generated<"open" | "triaged" | "fix-proposed">;
  first_found: number;
  last_found: number | null;
  closed_by: number | null;
  reason: Closing | null;
  unseen: string | null;
  opened_at: Time;
  closed_at: ColumnType<Date | null, Date | null, Date | null>;
  /** Whether it was told that it is late. */
  overdue_told: Generated<boolean>;
  words_id: number;
  item_id: number;
  /** The layer that brought it. */
  layer_id: number | null;
  /** Of the lineage. */
  team_id: string | null;
  /** Until when it is to be mended; made by the database. */
  due_at: GeneratedAlways<Date>;
  /** 0 is the most pressing; made by the database out of the priority. */
  rank: GeneratedAlways<number>;
}

/** What findings say, once for all lineages that have them; known by the hash of it. */
export interface FindingWordsTable {
  id: Id;
  hash: Buffer;
  rule: string;
  title: string;
  confidence: string;
  subject: string;
  purl: string | null;
  aliases: string[];
  fix: string;
}

/** The one thing to do that closes findings: in one lineage, or in all that stand on the layer which brought them. */
export interface WorkItemTable {
  id: Id;
  hash: Buffer;
  deed: string;
  root_layer: string | null;
}

/** A work item's open findings in one lineage. */
export interface WorkItemPartTable {
  lineage_id: number;
  item_id: number;
  /** The lineage's team, or the one of nobody. */
  scope: string;
  findings: number;
  priority: number;
  severity: number;
}

/** A work item's open findings in one team, or in all of the hub. */
export interface WorkItemSumTable {
  item_id: number;
  scope: string;
  findings: number;
  lineages: number;
  priority: number;
  severity: number;
}

/** What happened to findings; written once, a partition each month. */
export interface FindingEventTable {
  id: Id;
  at: Time;
  finding_id: number;
  lineage_id: number;
  kind: string;
  scan_id: number | null;
  actor: string;
  detail: string | null;
}

/** A component has a hole, or is malware, by the newest advisories. */
export interface ComponentVulnerabilityTable {
  component_id: number;
  /** The name by which the hole is known; its other names are in `records`. */
  vulnerability: string;
  records: string[];
  malicious: boolean;
  /** 0 critical to 4 info; 5 where nobody rated it. */
  severity: number;
  because: string;
  fixed_in: string;
  since: Time;
  /** 0 is the gravest; made by the database: malware before all else, then by severity. */
  gravity: GeneratedAlways<number>;
}

export interface UnmatchedTable {
  component_id: number;
}

export interface StaleLineageTable {
  lineage_id: number;
  /** How often judging it failed. */
  attempts: Generated<number>;
}

export interface MatchingTable {
  singleton: Generated<true>;
  /** Of the advisory database that the last or running pass is held against. */
  version: string | null;
  built_at: ColumnType<Date | null, Date | null, Date | null>;
  done_to: Generated<number>;
  finished: Generated<boolean>;
}
