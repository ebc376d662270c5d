import type { DatabaseSync } from "node:sqlite";
import type { Component } from "../../../core/component.ts";
import type { Place } from "../../../core/place.ts";
import { readPurl } from "../../../core/purl.ts";
import { chainFinder } from "./chain.ts";
import type { Query } from "./query.ts";
import { asStoredBill, type StoredBill } from "./stored.ts";
import { type CompareVersions, isInside } from "./version-range.ts";

/** A component that was looked for, as one target holds it. */
export interface Held
  extends Pick<Component, "purl" | "type" | "name" | "version" | "relation" | "scope" | "direct" | "ownedBy"> {
  readonly places: readonly Place[];
  /** The shortest way to it from what the target itself needs: package URLs, without its own; empty when nothing brings it. */
  readonly through: readonly string[];
}

export interface Holder extends StoredBill {
  readonly held: readonly Held[];
}

/** Which targets hold what was looked for. */
export interface Found {
  /** Targets that hold it, in the order of their names; at most as many as were asked for. */
  readonly holders: readonly Holder[];
  /** How many targets hold it. */
  readonly total: number;
  /** Versions that nobody can compare with the range: whether they lie in it is not known. */
  readonly unjudged: readonly string[];
  /** Stored bills, and those of them that are not whole and were not found to hold it: that they do not is not proven. */
  readonly bills: number;
  readonly notWhole: readonly string[];
}

export function searchBills(database: DatabaseSync, query: Query, compare: CompareVersions, limit: number): Found {
  const { matching, unjudged } = match(database, query, compare);
  const holders = new Map<number, Row[]>();
  const held = database.prepare(
    "select bill, component as n, relation, scope, direct, owner from holding where component = ? order by bill",
  );
  for (const component of matching) {
    for (const row of held.all(component.n)) {
      const bill = Number(row["bill"]);
      const rows = holders.get(bill) ?? [];
      holders.set(bill, rows);
      rows.push({ ...component, holding: row });
    }
  }
  const bills = database.prepare("select * from bill order by ref, kind, platform").all();
  const holding = bills.filter(({ n }) => holders.has(Number(n)));
  return {
    holders: holding.slice(0, limit).map((bill) => {
      const number = Number(bill["n"]);
      return { ...asStoredBill(bill), held: heldIn(database, number, holders.get(number) ?? []) };
    }),
    total: holding.length,
    unjudged,
    bills: bills.length,
    notWhole: bills.filter(({ n, whole }) => whole !== 1 && !holders.has(Number(n))).map(({ ref }) => String(ref)),
  };
}

interface Match {
  readonly n: number;
  readonly purl: string;
  readonly type: string;
  readonly name: string;
  readonly version?: string;
}

interface Row extends Match {
  readonly holding: Readonly<Record<string, unknown>>;
}

function match(database: DatabaseSync, { by, text, qualifiers, range }: Query, compare: CompareVersions) {
  const rows =
    by === "base"
      ? database.prepare("select * from component where base = ? order by purl").all(text)
      : database.prepare("select * from component where name = ?1 or short = ?1 order by purl").all(text);
  const matching: Match[] = [];
  const unjudged: string[] = [];
  for (const row of rows) {
    const purl = String(row["purl"]);
    if (!hasQualifiers(purl, qualifiers)) continue;
    const version = typeof row["version"] === "string" ? row["version"] : undefined;
    const type = String(row["type"]);
    const inside =
      range === undefined ? true : version === undefined ? undefined : isInside(range, type, version, compare);
    if (inside === undefined) unjudged.push(purl);
    if (inside === true)
      matching.push({
        n: Number(row["n"]),
        purl,
        type,
        name: String(row["name"]),
        ...(version !== undefined && { version }),
      });
  }
  return { matching, unjudged };
}

function hasQualifiers(purl: string, asked: Readonly<Record<string, string>>): boolean {
  const wanted = Object.entries(asked);
  if (wanted.length === 0) return true;
  const own = new Map(Object.entries(readPurl(purl)?.qualifiers ?? {}));
  return wanted.every(([key, value]) => own.get(key) === value);
}

function heldIn(database: DatabaseSync, bill: number, rows: readonly Row[]): Held[] {
  const places = database.prepare(
    "select path, line, digest from place left join layer on layer.n = layer where bill = ? and component = ? order by path, line, layer",
  );
  const through = chainFinder(database, bill);
  return rows.map(({ n, holding, ...component }) => {
    const { relation, scope, direct, owner } = holding;
    return {
      ...component,
      relation: relation === "installed" ? "installed" : "declared",
      ...(typeof scope === "string" && { scope: scope as NonNullable<Component["scope"]> }),
      ...(direct !== null && { direct: direct === 1 }),
      ...(typeof owner === "string" && { ownedBy: owner }),
      places: places.all(bill, n).map(asPlace),
      through: through(n),
    };
  });
}

function asPlace({ path, line, digest }: Readonly<Record<string, unknown>>): Place {
  return {
    ...(typeof path === "string" && { path }),
    ...(typeof line === "number" && { line }),
    ...(typeof digest === "string" && { layer: digest }),
  };
}
