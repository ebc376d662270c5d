import type { ColumnType, Generated, GeneratedAlways } from "kysely";
import type { EventKind, HubEvent } from "../../contract/notifications.ts";
import type { MACHINE_ROLES, Role } from "../../contract/roles.ts";
import type { SubscriptionKind } from "../../contract/subscriptions.ts";
import type { IssuerKind } from "../../contract/workloads.ts";
import type { Closing } from "../../policy/lifecycle/judge-absence.ts";
import type { Sight } from "../../policy/lifecycle/look.ts";

/** Written by us as a Date, or by the database's clock. */
type Time = ColumnType<Date, Date, never>;
type LaterTime = ColumnType<Date | null, Date | null | undefined, Date | null>;

export interface TeamTable {
  id: Generated<string>;
  name: string;
  created_at: Time;
}

/** Keys are kept as a SHA-256: they are 256 random bits, which no list of passwords holds. */
export interface ApiKeyTable {
  id: Generated<string>;
  name: string;
  hash: Buffer;
  role: Role;
  team_id: string | null;
  created_by: string;
  created_at: Time;
  expires_at: Time;
  revoked_at: LaterTime;
  last_used_at: LaterTime;
}

/** At most one row: the token that makes the first administrator. */
export interface SetupTokenTable {
  singleton: Generated<true>;
  hash: Buffer;
  expires_at: ColumnType<Date, Date, Date>;
}

/** What was done and by whom; each row is sealed by the hash of the one before. */
export interface AuditEntryTable {
  seq: number;
  at: Time;
  actor: string;
  action: string;
  about: string;
  /** Exactly the text that was hashed. */
  detail: string;
  previous: Buffer;
  hash: Buffer;
}

/** A number that the database gives. */
type Id = GeneratedAlways<number>;

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
  rule: string;
  room: string;
  title: string;
  /** 0 critical, 1 high, 2 medium, 3 low, 4 info. */
  severity: number;
  priority: number;
  confidence: string;
  subject: string;
  purl: string | null;
  aliases: string[];
  /** The layer that brought it. */
  root_layer: string | null;
  place: string;
  fix: string;
  /** The one thing to do that closes it. */
  deed: string;
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

/** Something that is tolerated until a day; asked for by one and approved by another. */
export interface WaiverTable {
  id: Id;
  team_id: string | null;
  lineage_id: number | null;
  kind: "finding" | "component" | "hole" | "layer" | "lineage";
  about: string;
  reason: string;
  requested_by: string;
  requested_at: Time;
  until: Time;
  state: Generated<"requested" | "approved" | "refused" | "revoked">;
  decided_by: string | null;
  decided_at: ColumnType<Date | null, Date | null, Date | null>;
  note: Generated<string>;
}

/** What an environment asks of what runs in it. */
export interface EnvironmentTable {
  name: string;
  version: number;
  fail_on: "critical" | "high" | "medium" | "low";
  only_new: boolean;
  rooms: string[];
  most_days: number;
}

/** What was answered to somebody who asked whether an image may go somewhere; never changed. */
export interface DecisionTable {
  id: Id;
  at: Time;
  environment: string;
  digest: string;
  lineage_id: number | null;
  image_id: number | null;
  actor: string;
  admitted: boolean;
  /** Name and version of the standard: `prod@3`. */
  policy: string;
  /** SHA-256 of the findings that counted and were not accepted. */
  open_set: Buffer;
  reasons: ColumnType<unknown, string, never>;
  waivers: number[];
  until: ColumnType<Date | null, Date | null, never>;
}

/** An image went into an environment, and what was known of it then; never changed. */
export interface DeploymentTable {
  id: Id;
  at: Time;
  recorded_at: Time;
  environment: string;
  digest: string;
  lineage_id: number | null;
  image_id: number | null;
  decision_id: number | null;
  actor: string;
  policy: string;
  open_set: Buffer;
  /** Null where nobody had looked at it. */
  unaccepted: number | null;
  waivers: number[];
  until: ColumnType<Date | null, Date | null, never>;
  /** So that recording again doubles nothing. */
  client_key: string;
}

/** Who signs tokens that are believed. `keys` is a JSON Web Key Set that was handed over; null where it is fetched. */
export interface WorkloadIssuerTable {
  id: Generated<string>;
  name: string;
  kind: IssuerKind;
  issuer: string;
  audience: string;
  keys: ColumnType<object | null, string | null, never>;
  created_by: string;
  created_at: Time;
}

/** Whose jobs get which role. */
export interface WorkloadBindingTable {
  id: Generated<string>;
  name: string;
  issuer_id: string;
  claims: ColumnType<Record<string, string>, string, never>;
  role: (typeof MACHINE_ROLES)[number];
  team_id: string | null;
  minutes: number;
  created_by: string;
  created_at: Time;
}

/** A job that is signed in; its token is kept as a SHA-256. */
export interface WorkloadSessionTable {
  id: Generated<string>;
  hash: Buffer;
  binding_id: string;
  subject: string;
  created_at: Time;
  expires_at: Time;
}

/** Tokens that were handed in: each is taken once. */
export interface WorkloadTokenUseTable {
  issuer_id: string;
  hash: Buffer;
  expires_at: Time;
}

/** How many tries to sign in have failed from one place within one minute. */
export interface SignInFailureTable {
  bucket: string;
  since: Time;
  count: number;
}

/** What happened and was not yet handed to those who want to hear of it. */
export interface OutboxTable {
  id: Id;
  at: Time;
  kind: EventKind;
  team_id: string | null;
  data: ColumnType<object, string, never>;
}

/** Who wants to hear of what, and where. */
export interface SubscriptionTable {
  id: string;
  name: string;
  kind: SubscriptionKind;
  /** Whose things it is about; null for all. */
  team_id: string | null;
  events: EventKind[];
  /** The least grave that is told. */
  severity: number;
  digest_minutes: number;
  /** Scheme and host of the address; the rest may be a secret. */
  origin: string;
  /** Address and signing secret, encrypted. */
  sealed: Buffer;
  created_by: string;
  created_at: Time;
}

/** One message to one subscriber. */
export interface DeliveryTable {
  id: Id;
  /** The same on every attempt, so that the receiver knows one that came twice. */
  message_id: Generated<string>;
  subscription_id: string;
  events: ColumnType<HubEvent[], string, string>;
  state: Generated<"waiting" | "delivered" | "dead">;
  attempts: Generated<number>;
  created_at: Time;
  due_at: ColumnType<Date, Date, Date>;
  /** Until then it is one worker's alone. */
  leased_until: LaterTime;
  ended_at: LaterTime;
  /** Of the receiver's last answer. */
  status: ColumnType<number | null, never, number | null>;
  fault: ColumnType<string | null, never, string | null>;
}

export interface WaiverReminderTable {
  waiver_id: number;
  at: Time;
}

export interface Tables {
  outbox: OutboxTable;
  subscription: SubscriptionTable;
  delivery: DeliveryTable;
  waiver_reminder: WaiverReminderTable;
  workload_issuer: WorkloadIssuerTable;
  workload_binding: WorkloadBindingTable;
  workload_session: WorkloadSessionTable;
  workload_token_use: WorkloadTokenUseTable;
  sign_in_failure: SignInFailureTable;
  waiver: WaiverTable;
  environment: EnvironmentTable;
  decision: DecisionTable;
  deployment: DeploymentTable;
  component_vulnerability: ComponentVulnerabilityTable;
  unmatched: UnmatchedTable;
  stale_lineage: StaleLineageTable;
  matching: MatchingTable;
  component: ComponentTable;
  layer: LayerTable;
  content: ContentTable;
  content_component: ContentComponentTable;
  lineage: LineageTable;
  image: ImageTable;
  image_content: ImageContentTable;
  scan: ScanTable;
  finding: FindingTable;
  finding_event: FindingEventTable;
  team: TeamTable;
  api_key: ApiKeyTable;
  setup_token: SetupTokenTable;
  audit_entry: AuditEntryTable;
}
