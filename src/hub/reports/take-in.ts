import { sql } from "kysely";
import type { Taken } from "../../contract/reports.ts";
import type { PastLook } from "../../policy/lifecycle/look.ts";
import { type Change, reconcile } from "../../policy/lifecycle/reconcile.ts";
import { recordDeed } from "../audit/record-deed.ts";
import type { Database } from "../db/database.ts";
import { type FindingNews, noteFindings } from "../notifications/outbox.ts";
import { storeComposition } from "../store/components.ts";
import { composeImage, storeImage } from "../store/images.ts";
import type { Intake } from "./intake.ts";
import { lockLineage } from "./lineages.ts";
import { livesOf, looksAt, rollUp, writeChanges } from "./lives.ts";

/** Takes a look in: what is there, what is wrong, and what that changes. All of it or nothing; the same again is nothing. */
export async function takeIn(
  database: Database,
  intake: Intake,
  team: string | null,
  actor: string,
  now: Date,
): Promise<Taken> {
  return await database
    .transaction()
    .execute(async (transaction) => await takeInto(transaction, intake, team, actor, now));
}

/** The same, in a transaction that runs already. */
export async function takeInto(
  transaction: Database,
  intake: Intake,
  team: string | null,
  actor: string,
  now: Date,
): Promise<Taken> {
  const lineage = await lockLineage(transaction, intake.lineage, team, now);
  const known = await scanOf(transaction, lineage.id, intake.digest);
  if (known !== undefined) return { ...known, ...NOTHING, lineage: lineage.id, known: true };
  const { image, contents } = await storeWhatIsThere(transaction, lineage.id, intake, now);
  const { id: scan } = await insertScan(transaction, lineage.id, image, contents, intake, actor, now);
  const changes = await reconcileWith(transaction, lineage.id, scan, intake, actor, now);
  await followNewest(transaction, lineage.id, image, intake.takenAt);
  await markStale(transaction, lineage.id, intake);
  await recordDeed(transaction, {
    at: now,
    actor,
    action: "reports.push",
    about: `lineage ${lineage.id}`,
    detail: { scan, digest: intake.digest, scanner: intake.scanner, found: intake.findings.length },
  });
  const count = (kind: Change["kind"]) => changes.filter((change) => change.kind === kind).length;
  return {
    scan,
    lineage: lineage.id,
    image,
    known: false,
    found: intake.findings.length,
    opened: count("opened"),
    reopened: count("reopened"),
    closed: count("closed"),
    unseen: count("unseen"),
  };
}

const NOTHING = { opened: 0, reopened: 0, closed: 0, unseen: 0 };

async function scanOf(database: Database, lineage: number, digest: string) {
  const row = await database
    .selectFrom("scan")
    .select(["id", "image_id", "found"])
    .where("lineage_id", "=", lineage)
    .where("digest", "=", Buffer.from(digest, "hex"))
    .executeTakeFirst();
  return row && { scan: row.id, image: row.image_id, found: row.found };
}

async function storeWhatIsThere(database: Database, lineage: number, intake: Intake, now: Date) {
  const image = intake.image === null ? null : await storeImage(database, lineage, intake.image, now);
  const id = image?.id ?? null;
  if (intake.stored !== undefined) return { image: id, contents: [...intake.stored.contents] };
  if (intake.composition === null) return { image: id, contents: null };
  const stored = await storeComposition(database, intake.composition);
  if (image !== null) await composeImage(database, image, stored, intake.composition, intake.takenAt);
  return { image: id, contents: stored.map(({ contentId }) => contentId) };
}

async function insertScan(
  database: Database,
  lineage: number,
  image: number | null,
  contents: number[] | null,
  intake: Intake,
  actor: string,
  now: Date,
) {
  return await database
    .insertInto("scan")
    .values({
      lineage_id: lineage,
      image_id: image,
      digest: Buffer.from(intake.digest, "hex"),
      taken_at: intake.takenAt,
      received_at: now,
      scanner: intake.scanner,
      version: intake.version,
      advisories_at: intake.advisoriesAt,
      rooms: JSON.stringify(intake.rooms),
      contents,
      complete: intake.complete,
      found: intake.findings.length,
      actor,
    })
    .returning("id")
    .executeTakeFirstOrThrow();
}

async function reconcileWith(
  database: Database,
  lineage: number,
  scan: number,
  intake: Intake,
  actor: string,
  now: Date,
): Promise<readonly Change[]> {
  const found = new Map(intake.findings.map((row) => [row.fingerprint, row]));
  const looks = await looksAt(database, lineage, { but: scan, since: intake.takenAt });
  const lives = await livesOf(database, lineage);
  const look: PastLook = {
    id: scan,
    takenAt: intake.takenAt.toISOString(),
    digest: intake.digest,
    version: intake.version,
    advisoriesAt: intake.advisoriesAt?.toISOString() ?? null,
    rooms: new Map(Object.entries(intake.rooms)),
    purls: purlsOf(intake),
  };
  const changes = reconcile(look, found, lives, looks);
  const known = new Map(lives.map((life) => [life.fingerprint, life]));
  const said = intake.stored === undefined ? changes : changes.map(silenced);
  await writeChanges(database, said, found, known, { lineage, scan, actor, now });
  if (changes.length > 0) await rollUp(database, lineage);
  await noteFindings(database, lineage, newsIn(changes, intake.stored !== undefined), now);
  return changes;
}

/** What is new in a look; what the hub found in what is stored, newer advisories brought. */
function newsIn(changes: readonly Change[], isOfStored: boolean): FindingNews[] {
  return changes.flatMap(({ kind, life: { fingerprint } }): FindingNews[] => {
    if (kind === "opened") return [{ fingerprint, type: isOfStored ? "finding.affected" : "finding.opened" }];
    return kind === "reopened" ? [{ fingerprint, type: "finding.reopened" }] : [];
  });
}

/** What was there; null where the look does not say. */
function purlsOf({ stored, composition }: Intake): ReadonlySet<string> | null {
  return stored?.purls ?? (composition && new Set(composition.components.map(({ purl }) => purl)));
}

/** A look at what is stored knows less of a finding than the scanner that saw the target. */
function silenced(change: Change): Change {
  return { ...change, speaks: false };
}

/** Has the hub judge what is there, where nobody has, or only with older advisories. */
async function markStale(
  database: Database,
  lineage: number,
  { rooms, advisoriesAt, composition }: Intake,
): Promise<void> {
  if (composition === null) return;
  const isJudged = rooms["advisories"] !== undefined && advisoriesAt !== null;
  await sql`
    insert into stale_lineage (lineage_id) select ${lineage} from matching
    where ${!isJudged} or built_at > ${advisoriesAt} on conflict do nothing`.execute(database);
}

/** The state that was looked at last is the lineage's newest. */
async function followNewest(database: Database, lineage: number, image: number | null, takenAt: Date): Promise<void> {
  if (image === null) return;
  const newer = await database
    .selectFrom("scan")
    .select("id")
    .where("lineage_id", "=", lineage)
    .where("taken_at", ">", takenAt)
    .where("image_id", "is not", null)
    .limit(1)
    .executeTakeFirst();
  if (newer !== undefined) return;
  await database
    .updateTable("lineage")
    .set({ image_id: image })
    .where("id", "=", lineage)
    .where((eb) => eb.or([eb("image_id", "is", null), eb("image_id", "!=", image)]))
    .execute();
}
