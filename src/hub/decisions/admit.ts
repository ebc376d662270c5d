import { createHash } from "node:crypto";
import { sql } from "kysely";
import { SEVERITIES, type Severity } from "../../core/severity.ts";
import {
  type Admission,
  decideAdmission,
  type Present,
  type SeenRoom,
} from "../../policy/admission/decide-admission.ts";
import type { Sight } from "../../policy/lifecycle/look.ts";
import type { Principal } from "../auth/principal.ts";
import { ofOwnTeams } from "../auth/scope.ts";
import type { Database } from "../db/database.ts";
import { Problem } from "../http/problems.ts";
import { waiversFor } from "../waivers/queries.ts";
import { type NamedStandard, standardOf } from "./standards.ts";

/** An image as it is known; null where nobody ever looked at it. */
export interface KnownImage {
  readonly image: number;
  readonly lineage: number;
  readonly team: string | null;
  readonly isNewest: boolean;
}

export interface Admitted extends Admission {
  readonly known: KnownImage | null;
  readonly standard: NamedStandard;
  /** SHA-256 over the fingerprints that count and that nobody accepted. */
  readonly openSet: Buffer;
}

/** Names under which one digest is looked at: no image has more. */
const MOST_NAMES = 20;

/**
 * All that the caller may see of a digest, the newest first; one where its lineage is named. A digest that goes by several
 * names is known by all that anybody found in it: a clean report under another name does not make it clean.
 * @throws Problem 400 where it goes by too many
 */
export async function findImages(
  database: Database,
  principal: Principal,
  digest: string,
  name: string | undefined,
): Promise<readonly KnownImage[]> {
  const rows = await database
    .selectFrom("image")
    .innerJoin("lineage", "lineage.id", "image.lineage_id")
    .select(["image.id as image", "lineage.id as lineage", "lineage.team_id as team", "lineage.image_id as newest"])
    .where("image.digest", "=", digest)
    .$if(name !== undefined, (one) => one.where("lineage.name", "=", name ?? ""))
    .where(ofOwnTeams(principal, "lineage.team_id"))
    .orderBy("image.id", "desc")
    .limit(MOST_NAMES + 1)
    .execute();
  if (rows.length > MOST_NAMES)
    throw new Problem(
      400,
      "decisions/many-names",
      "Many names",
      `Say which by \`name\`: it goes by more than ${MOST_NAMES}.`,
    );
  return rows.map(({ newest, ...row }) => ({ ...row, isNewest: newest === row.image }));
}

/** Decides about an image by all that is known of it now, under all its names: each of them must be let through. */
export async function admit(
  database: Database,
  images: readonly KnownImage[],
  environment: string,
  now: Date,
): Promise<Admitted> {
  const standard = await standardOf(database, environment);
  const nothing = { standard, rooms: null, findings: [], deployed: null, waivers: [], now };
  const said = images.length === 0 ? [decideAdmission(nothing)] : [];
  for (const known of images)
    said.push(
      decideAdmission({
        standard,
        rooms: await roomsOf(database, known),
        findings: await findingsOf(database, known, standard.failOn),
        deployed: standard.onlyNew ? await deployedSet(database, known.lineage, environment, standard.failOn) : null,
        waivers: await waiversFor(database, known.lineage, known.team, now),
        now,
      }),
    );
  const admission = said.length === 1 && said[0] !== undefined ? said[0] : together(said);
  const openSet = createHash("sha256").update(JSON.stringify(admission.unaccepted)).digest();
  return { ...admission, known: images[0] ?? null, standard, openSet };
}

function together(said: readonly Admission[]): Admission {
  const reasons = new Map(
    said.flatMap((one) => one.reasons).map((reason) => [`${reason.kind} ${reason.text}`, reason]),
  );
  const ends = said.flatMap(({ until }) => until ?? []).sort((a, b) => a.getTime() - b.getTime());
  return {
    admitted: said.every(({ admitted }) => admitted),
    reasons: [...reasons.values()],
    unaccepted: [...new Set(said.flatMap(({ unaccepted }) => unaccepted))].sort(),
    waiversUsed: [...new Set(said.flatMap(({ waiversUsed }) => waiversUsed))].sort((a, b) => a - b),
    until: ends[0] ?? null,
  };
}

/** The newest look at each room of an image. */
async function roomsOf(
  database: Database,
  { image, lineage }: KnownImage,
): Promise<ReadonlyMap<string, SeenRoom> | null> {
  const scans = await database
    .selectFrom("scan")
    .select(["taken_at", "rooms", "advisories_at"])
    .where("image_id", "=", image)
    .orderBy("taken_at", "desc")
    .orderBy("digest", "desc")
    .limit(200)
    .execute();
  if (scans.length === 0) return null;
  const rooms = new Map<string, SeenRoom>();
  for (const { taken_at: at, rooms: spoken } of scans)
    for (const [room, sight] of Object.entries<Sight>(spoken)) if (!rooms.has(room)) rooms.set(room, { sight, at });
  const judged = rooms.get("advisories");
  const told = scans.flatMap(({ advisories_at: at }) => at ?? []);
  if (judged === undefined || told.length === 0) return rooms;
  const newest = await judgedByHub(database, image, lineage);
  const times = [...told, ...(newest === null ? [] : [newest])].map((at) => at.getTime());
  return rooms.set("advisories", { ...judged, advisoriesAt: new Date(Math.max(...times)) });
}

/** How new the advisories are that the hub itself has held all of an image's components against; null where it has not. */
async function judgedByHub(database: Database, image: number, lineage: number): Promise<Date | null> {
  const { rows } = await sql<{ built_at: Date }>`
    select built_at from matching where finished and built_at is not null
      and exists (select from image_content where image_id = ${image})
      and not exists (select from stale_lineage where lineage_id = ${lineage})`.execute(database);
  return rows[0]?.built_at ?? null;
}

/**
 * What an image has that can count: of the lineage's newest state what is open; of an older one what was found at or before its newest
 * look and seen then or later, and what was learned since of its components.
 */
async function findingsOf(database: Database, known: KnownImage, failOn: Severity): Promise<Present[]> {
  const worst = SEVERITIES.indexOf(failOn);
  const newest = sql`${PRESENT} where lineage_id = ${known.lineage} and severity <= ${worst} and closed_by is null`;
  const older = sql`
    with newest as (select max(taken_at) as at from scan where image_id = ${known.image})
    ${PRESENT}
    join scan first on first.id = first_found
    left join scan last on last.id = last_found
    where finding.lineage_id = ${known.lineage} and severity <= ${worst}
      and first.taken_at <= (select at from newest)
      and (closed_by is null or last.taken_at >= (select at from newest))`;
  const { rows } = await sql<{
    fingerprint: string;
    title: string;
    severity: number;
    fix: string;
    purl: string | null;
    aliases: string[];
    root_layer: string | null;
  }>`${known.isNewest ? newest : older} order by severity, priority desc, fingerprint`.execute(database);
  const found = rows.map(
    ({ severity, root_layer: rootLayer, ...row }): Present => ({
      ...row,
      rootLayer,
      severity: SEVERITIES[severity] ?? "critical",
      lineage: known.lineage,
    }),
  );
  return known.isNewest ? found : [...found, ...(await learnedSince(database, known, found))];
}

const PRESENT = sql`
  select fingerprint, title, severity, fix, purl, aliases, layer.digest as root_layer from finding
  join finding_words on finding_words.id = words_id
  left join layer on layer.id = finding.layer_id`;

async function learnedSince(database: Database, known: KnownImage, found: readonly Present[]): Promise<Present[]> {
  const told = new Set(found.flatMap(({ purl, aliases }) => aliases.map((alias) => `${purl} ${alias}`)));
  const { rows } = await sql<{
    purl: string;
    vulnerability: string;
    records: string[];
    severity: number;
    fixed_in: string;
    digest: string | null;
  }>`
    select distinct on (purl, vulnerability) purl, vulnerability, records, severity, fixed_in, digest
    from image_content
    join content_component on content_component.content_id = image_content.content_id and not owned
    join component on component.id = component_id
    join component_vulnerability using (component_id)
    left join layer on layer.id = layer_id
    where image_id = ${known.image} order by purl, vulnerability, position`.execute(database);
  return rows
    .map(
      ({ purl, vulnerability, records, severity, fixed_in, digest }): Present => ({
        fingerprint: `${vulnerability} ${purl}`,
        title: `${purl} has ${vulnerability}`,
        severity: SEVERITIES[severity] ?? "info",
        fix: fixed_in === "" ? "" : `Upgrade it to ${fixed_in}.`,
        purl,
        aliases: [...new Set([vulnerability, ...records])],
        rootLayer: digest,
        lineage: known.lineage,
      }),
    )
    .filter(({ purl, aliases }) => !aliases.some((alias) => told.has(`${purl} ${alias}`)));
}

/** What the image has that runs there now; null where none does, or where nobody ever looked at it. */
async function deployedSet(
  database: Database,
  lineage: number,
  environment: string,
  failOn: Severity,
): Promise<ReadonlySet<string> | null> {
  const row = await database
    .selectFrom("deployment")
    .leftJoin("lineage", "lineage.id", "deployment.lineage_id")
    .select(["deployment.image_id as image", "lineage.image_id as newest", "lineage.team_id as team"])
    .where("environment", "=", environment)
    .where("lineage_id", "=", lineage)
    .orderBy("at", "desc")
    .orderBy("deployment.id", "desc")
    .limit(1)
    .executeTakeFirst();
  if (row === undefined || row.image === null) return null;
  const known = { image: row.image, lineage, team: row.team, isNewest: row.newest === row.image };
  return new Set((await findingsOf(database, known, failOn)).map(({ fingerprint }) => fingerprint));
}
