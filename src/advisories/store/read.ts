import { DatabaseSync } from "node:sqlite";
import { z } from "zod";
import { WaybillError } from "../../core/errors.ts";
import type { AdvisoryState } from "../../core/report.ts";
import { Severity } from "../../core/severity.ts";
import { OsvRange } from "../osv/schema.ts";
import { currentDatabase } from "./files.ts";
import { foldName, LAYOUT } from "./layout.ts";

const Affected = z.array(z.object({ ranges: z.array(OsvRange).optional(), versions: z.array(z.string()).optional() }));
export type Affected = z.infer<typeof Affected>;

/** One advisory for one package. */
export interface Advisory {
  readonly id: string;
  readonly source: string;
  readonly summary: string;
  readonly severity: Severity | undefined;
  readonly basis: string | undefined;
  readonly malicious: boolean;
  readonly withdrawn: boolean;
  readonly aliases: readonly string[];
  readonly links: readonly string[];
  readonly affected: Affected;
}

/** The advisory database, open for looking up. Read by position, never loaded whole. */
export interface Store {
  get(ecosystem: string, name: string): Advisory[];
  /** Since when a CVE is known to be exploited; undefined when it is not. */
  exploitedSince(cve: string): string | undefined;
  /** Whether any record of this ecosystem is there: without one, silence means nothing. */
  knows(ecosystem: string): boolean;
  state(): AdvisoryState;
  close(): void;
}

const Row = z.object({
  id: z.string(),
  source: z.string(),
  withdrawn: z.string().nullable(),
  summary: z.string(),
  severity: Severity.nullable(),
  basis: z.string().nullable(),
  malicious: z.number(),
  aliases: z.string(),
  links: z.string(),
  affected: z.string(),
});

/** @throws WaybillError when the file is damaged or of another layout */
export function openStore(dataDirectory: string): Store | undefined {
  const current = locate(dataDirectory);
  if (current === undefined) return undefined;
  const database = openDatabase(current.path);
  const byPackage = database.prepare(
    `select r.id, r.source, r.withdrawn, r.summary, r.severity, r.basis, r.malicious, r.aliases, r.links, p.affected
     from package p join record r on r.id = p.record where p.ecosystem = ? and p.name = ? order by r.id`,
  );
  const anyOf = database.prepare("select 1 as found from package where ecosystem = ? limit 1");
  const exploited = database.prepare("select since from exploited where cve = ?");
  const known = new Map<string, boolean>();
  return {
    get: (ecosystem, name) => byPackage.all(ecosystem, foldName(ecosystem, name)).map(asAdvisory),
    exploitedSince: (cve) => exploited.get(cve)?.since as string | undefined,
    knows: (ecosystem) => {
      const answer = known.get(ecosystem) ?? anyOf.get(ecosystem) !== undefined;
      known.set(ecosystem, answer);
      return answer;
    },
    state: () => ({ builtAt: current.pointer.builtAt, sources: sourcesOf(database) }),
    close: () => database.close(),
  };
}

/** @throws WaybillError when it is a file of another layout */
export function openDatabase(path: string): DatabaseSync {
  const database = new DatabaseSync(path, { readOnly: true });
  try {
    requireLayout(database);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

function locate(dataDirectory: string) {
  try {
    return currentDatabase(dataDirectory);
  } catch (error) {
    const why = error instanceof Error ? error.message : "unreadable";
    throw new WaybillError(
      "advisories/damaged",
      `The advisory database in ${dataDirectory} is damaged: ${why}.`,
      "Build it anew: `waybill advisories update`, or `import` from a folder.",
    );
  }
}

function requireLayout(database: DatabaseSync): void {
  let version: unknown;
  try {
    version = database.prepare("select version from layout").get()?.version;
  } catch {
    version = undefined; // no such table: another program's file, or a damaged one
  }
  if (version === LAYOUT) return;
  throw new WaybillError(
    "advisories/other-layout",
    "The advisory database was built by another version of Waybill.",
    "Build it anew: `waybill advisories update`, or `import` from a folder.",
  );
}

function asAdvisory(row: unknown): Advisory {
  const { withdrawn, severity, basis, malicious, aliases, links, affected, ...rest } = Row.parse(row);
  return {
    ...rest,
    severity: severity ?? undefined,
    basis: basis ?? undefined,
    malicious: malicious === 1,
    withdrawn: withdrawn !== null,
    aliases: z.array(z.string()).parse(JSON.parse(aliases)),
    links: z.array(z.string()).parse(JSON.parse(links)),
    affected: Affected.parse(JSON.parse(affected)),
  };
}

function sourcesOf(database: DatabaseSync): AdvisoryState["sources"] {
  return database
    .prepare("select name, records, fetched_at, newest_modified from source order by name")
    .all()
    .map((row) => ({
      name: String(row.name),
      records: Number(row.records),
      fetchedAt: String(row.fetched_at),
      newestModified: String(row.newest_modified),
    }));
}
