import { createHash } from "node:crypto";
import { pushVex } from "../../contract/vex.ts";
import { readVex, type VexDocument, type VexStatement, whyNoVex } from "../../scan/advisory-data.ts";
import type { VexProductRow } from "../db/tables/vex-tables.ts";
import { invalid, Problem } from "../http/problems.ts";

/** A VEX document that was read and checked, in the words of the store. */
export interface ReadVex {
  /** SHA-256 of its text, hexadecimal. */
  readonly digest: string;
  readonly format: VexDocument["source"]["format"];
  readonly name: string;
  readonly author: string;
  readonly saidAt: Date | null;
  readonly claims: readonly ReadClaim[];
  readonly refused: readonly string[];
  /** The team that the caller names. */
  readonly team: string | undefined;
}

export interface ReadClaim {
  readonly names: readonly string[];
  readonly products: readonly VexProductRow[];
  readonly status: "not_affected" | "fixed" | "affected" | "under_investigation";
  readonly reason: string;
  readonly saidAt: string | null;
}

const MOST_STATEMENTS = 20_000;
const MOST_NAMES = 30;
/** Products of one statement, those within others counted. */
const MOST_PRODUCTS = 200;
/** Characters of a name of a hole, of a product, of a reason, and of an author. */
const LONGEST = { hole: 100, product: 1_000, reason: 2_000, author: 300 } as const;
const TOLD = 20;
/** No statement about a hole is older. */
const OLDEST = Date.parse("1990-01-01T00:00:00Z");
/** Clocks differ by so much; milliseconds. */
const AHEAD = 10 * 60_000;

/** Reads the body of `pushVex`. @throws Problem 400 */
export function readVexPush(json: unknown, now: Date): ReadVex {
  const parsed = pushVex.body?.safeParse(json);
  if (parsed?.success !== true) throw invalid(parsed?.error ?? ({ issues: [] } as never), "body");
  const { vex, team } = parsed.data;
  const { source, statements, refused } = documentIn(vex);
  if (statements.length > MOST_STATEMENTS)
    throw new Problem(400, "vex/too-many", "Too many", `A document holds at most ${MOST_STATEMENTS} statements.`);
  const taken = statements.map((statement, index) => claimOf(statement, index, now));
  const claims = taken.filter((one) => typeof one !== "string");
  const why = [...refused, ...taken.filter((one) => typeof one === "string")];
  const saidAt = source.at === "" ? null : timeIn(source.at, now);
  if (saidAt === undefined)
    throw new Problem(400, "vex/no-time", "No such time", "The document's own time is none, or lies ahead.");
  return {
    digest: createHash("sha256").update(vex).digest("hex"),
    format: source.format,
    name: cut(source.id, LONGEST.product),
    author: cut(source.author, LONGEST.author),
    saidAt: saidAt === null ? null : new Date(saidAt),
    claims,
    refused: told(why),
    team,
  };
}

function documentIn(vex: string): VexDocument {
  try {
    return readVex(vex, "the document");
  } catch (error) {
    throw new Problem(400, "vex/unreadable", "No VEX document", `It is not taken: ${whyNoVex(error)}.`);
  }
}

/** A statement as it is kept, or why it is not. */
function claimOf({ names, products, status, reason, at }: VexStatement, index: number, now: Date): ReadClaim | string {
  const place = `statement ${index + 1}`;
  if (typeof status === "object") return `${place} has a state that is none`;
  if (names.length === 0 || names.length > MOST_NAMES || names.some((name) => name.length > LONGEST.hole))
    return `${place} names no hole, or too many`;
  const named = products.reduce((sum, { within }) => sum + 1 + within.length, 0);
  if (named > MOST_PRODUCTS || products.some(isTooLong)) return `${place} names too many products`;
  if (status === "not_affected" && reason === "") return `${place} says not_affected and does not say why`;
  const saidAt = at === "" ? null : timeIn(at, now);
  if (saidAt === undefined) return `${place} has a time that is none, or lies ahead`;
  return {
    names: [...new Set(names.map((name) => canonical(cut(name, LONGEST.hole))))],
    products: products.map(({ id, within, versions }) => ({
      id: cut(id, LONGEST.product),
      within: within.map((one) => cut(one, LONGEST.product)),
      ...(versions !== undefined && { versions: cut(versions, LONGEST.product) }),
    })),
    status,
    reason: cut(reason, LONGEST.reason),
    saidAt,
  };
}

function isTooLong({ id, within, versions = "" }: VexProductRow): boolean {
  return [id, versions, ...within].some((text) => text.length > LONGEST.product);
}

/** A hole's name as databases write it: `CVE-2026-1`, `GHSA-abcd-…` with small letters behind. */
export function canonical(name: string): string {
  return /^ghsa-/i.test(name) ? `GHSA-${name.slice(5).toLowerCase()}` : name.toUpperCase();
}

/** A time as ISO 8601; undefined where it is none, or one that would outdo all later statements. */
function timeIn(text: string, now: Date): string | undefined {
  const time = Date.parse(text);
  return time >= OLDEST && time <= now.getTime() + AHEAD ? new Date(time).toISOString() : undefined;
}

/** A text as the database can keep it. */
function cut(text: string, longest: number): string {
  return text.slice(0, longest).toWellFormed().replaceAll("\0", "\uFFFD");
}

function told(refused: readonly string[]): string[] {
  const some = refused.slice(0, TOLD - 1).map((reason) => cut(reason, LONGEST.author));
  const more = refused.length - some.length;
  return more === 0 ? some : [...some, `and ${more} more`];
}
