import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { Component } from "../../../core/component.ts";
import { WaybillError } from "../../../core/errors.ts";
import { readPurl, writePurl } from "../../../core/purl.ts";
import type { Target } from "../../../core/target.ts";

/** More than any bill has; bounds what one can put into the store. */
const MOST_COMPONENTS = 1_000_000;

export interface NewBill {
  readonly target: Target;
  readonly components: readonly Component[];
  readonly whole: boolean;
  readonly gaps: number;
  /** Of an image: the diff ids of its layers, lowest first. */
  readonly diffIds?: readonly string[];
  readonly now: Date;
}

/**
 * Stores a bill in place of the one that this target had, in one step: nobody sees half of it, and a failure leaves
 * the former one. @throws WaybillError
 */
export function storeBill(database: DatabaseSync, bill: NewBill): void {
  if (bill.components.length > MOST_COMPONENTS)
    throw new WaybillError(
      "inventory/too-many",
      `${bill.target.ref} lists more than a million components.`,
      "Store its parts one by one.",
    );
  database.exec("begin immediate");
  try {
    new Writer(database).write(bill);
    database.exec("commit");
  } catch (error) {
    database.exec("rollback");
    throw error;
  }
}

/** Takes a target's bills out, of every platform; answers how many there were. */
export function removeBills(database: DatabaseSync, ref: string): number {
  database.exec("begin immediate");
  try {
    const { changes } = database.prepare("delete from bill where ref = ?").run(ref);
    database.exec("delete from component where n not in (select component from holding)");
    database.exec("delete from layer where n not in (select layer from place where layer is not null)");
    database.exec("commit");
    return Number(changes);
  } catch (error) {
    database.exec("rollback");
    throw error;
  }
}

class Writer {
  readonly #database: DatabaseSync;
  readonly #insertComponent: StatementSync;
  readonly #findComponent: StatementSync;
  readonly #insertLayer: StatementSync;
  readonly #findLayer: StatementSync;
  readonly #insertHolding: StatementSync;
  readonly #insertPlace: StatementSync;
  readonly #insertEdge: StatementSync;

  constructor(database: DatabaseSync) {
    this.#database = database;
    this.#insertComponent = database.prepare(
      `insert into component (purl, type, name, short, version, base, source_name, source_version)
       values (?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    this.#findComponent = database.prepare("select n from component where purl = ?");
    this.#insertLayer = database.prepare("insert into layer (digest) values (?)");
    this.#findLayer = database.prepare("select n from layer where digest = ?");
    this.#insertHolding = database.prepare("insert into holding values (?, ?, ?, ?, ?, ?)");
    this.#insertPlace = database.prepare("insert into place values (?, ?, ?, ?, ?)");
    this.#insertEdge = database.prepare("insert or ignore into edge values (?, ?, ?)");
  }

  write({ target, components, whole, gaps, diffIds = [], now }: NewBill): void {
    const { kind, ref, platform = "", digest = null, commit = null } = target;
    this.#database.prepare("delete from bill where ref = ? and kind = ? and platform = ?").run(ref, kind, platform);
    const { lastInsertRowid: bill } = this.#database
      .prepare(
        `insert into bill (kind, ref, platform, digest, revision, stored_at, whole, gaps, components)
         values (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      )
      .run(kind, ref, platform, digest, commit, now.toISOString(), Number(whole), gaps, components.length);
    const insertImageLayer = this.#database.prepare("insert into image_layer values (?, ?, ?)");
    for (const [position, diffId] of diffIds.entries()) insertImageLayer.run(bill, position, diffId);
    const numbers = new Map(components.map((component) => [component.purl, this.#numberOf(component)]));
    for (const component of components) {
      const number = numbers.get(component.purl) ?? 0;
      const { relation, scope = null, direct, ownedBy = null } = component;
      this.#insertHolding.run(number, bill, relation, scope, direct === undefined ? null : Number(direct), ownedBy);
      for (const { path = null, line = null, layer } of component.occurrences) {
        this.#insertPlace.run(bill, number, path, line, layer === undefined ? null : this.#layerOf(layer));
      }
      for (const need of component.dependsOn) {
        const needed = numbers.get(need);
        if (needed !== undefined) this.#insertEdge.run(bill, needed, number);
      }
    }
    this.#database.exec("delete from component where n not in (select component from holding)");
  }

  #numberOf(component: Component): number | bigint {
    const known = this.#findComponent.get(component.purl)?.["n"];
    if (known !== undefined) return Number(known);
    const { purl, type, name, version = null, source } = component;
    const { name: sourceName = null, version: sourceVersion = null } = source ?? {};
    const { lastInsertRowid } = this.#insertComponent.run(
      purl,
      type,
      name,
      shortName(type, name),
      version,
      baseOf(purl),
      sourceName,
      sourceVersion,
    );
    return lastInsertRowid;
  }

  #layerOf(digest: string): number | bigint {
    const known = this.#findLayer.get(digest)?.["n"];
    return known === undefined ? this.#insertLayer.run(digest).lastInsertRowid : Number(known);
  }
}

/** `log4j-core` of `org.apache.logging.log4j:log4j-core`. npm's `@types/debug` is not `debug`: a scope is part of the name. */
function shortName(type: string, name: string): string {
  return type === "npm" ? name : name.slice(Math.max(name.lastIndexOf("/"), name.lastIndexOf(":")) + 1);
}

/** The package URL without version, qualifiers and sub-path: by it all versions of a package are found. */
export function baseOf(purl: string): string {
  const parts = readPurl(purl);
  if (parts === undefined) return purl;
  const { type, namespace, name } = parts;
  return writePurl({ type, name, ...(namespace !== undefined && { namespace }) });
}
