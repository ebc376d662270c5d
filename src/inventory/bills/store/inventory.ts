import { join } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import type { Component } from "../../../core/component.ts";
import { asMistake, openForStoring, openStored } from "./open-store.ts";
import { readQuery } from "./query.ts";
import { type Found, searchBills } from "./search.ts";
import { type NewBill, removeBills, storeBill } from "./store-bill.ts";
import { asStoredBill, type StoredBill } from "./stored.ts";
import { imagesOn, type StoredImage } from "./stored-images.ts";
import type { CompareVersions } from "./version-range.ts";

/** A component in one kept bill. */
export interface Holding {
  readonly purl: string;
  /** The target. */
  readonly where: string;
  readonly source?: Component["source"];
  /** The distribution's package whose files it lies in there. */
  readonly ownedBy?: string;
}

const NOTHING: Found = { holders: [], total: 0, unjudged: [], bills: 0, notWhole: [] };

/** The stored bills of one data directory. Each call opens the file, so that several processes can share it. */
export class Inventory {
  readonly #directory: string;

  constructor(dataDirectory: string) {
    this.#directory = dataDirectory;
  }

  /** Puts a bill in place of the one that its target had. @throws WaybillError */
  add(bill: NewBill): void {
    this.#with(openForStoring(this.#directory), (database) => storeBill(database, bill));
  }

  /** Takes a target out; answers how many bills it had. @throws WaybillError */
  remove(ref: string): number {
    const database = openStored(this.#directory);
    if (database === undefined) return 0;
    database.close();
    return this.#with(openForStoring(this.#directory), (writable) => removeBills(writable, ref));
  }

  /** In the order of the targets' names. @throws WaybillError */
  list(): StoredBill[] {
    const database = openStored(this.#directory);
    if (database === undefined) return [];
    return this.#with(database, () =>
      database.prepare("select * from bill order by ref, kind, platform").all().map(asStoredBill),
    );
  }

  /** Every component, once for each target that holds it, those of one component together. @throws WaybillError */
  *holdings(): Generator<Holding> {
    const database = openStored(this.#directory);
    if (database === undefined) return;
    try {
      const bills = database.prepare("select n, ref from bill").all();
      const refs = new Map(bills.map((row) => [Number(row["n"]), String(row["ref"])]));
      const held = database.prepare(
        `select c.purl, c.source_name, c.source_version, h.bill, h.owner
         from holding h join component c on c.n = h.component order by h.component`,
      );
      for (const { purl, source_name: name, source_version: version, bill, owner } of held.iterate()) {
        yield {
          purl: String(purl),
          where: refs.get(Number(bill)) ?? "",
          ...(typeof name === "string" && typeof version === "string" && { source: { name, version } }),
          ...(typeof owner === "string" && { ownedBy: owner }),
        };
      }
    } catch (error) {
      throw asMistake(error, join(this.#directory, "inventory.sqlite"));
    } finally {
      database.close();
    }
  }

  /** Which targets hold `name`, `name@range` or a package URL. @throws WaybillError */
  search(text: string, compare: CompareVersions, limit: number): Found {
    const query = readQuery(text);
    const database = openStored(this.#directory);
    if (database === undefined) return NOTHING;
    return this.#with(database, () => searchBills(database, query, compare, limit));
  }

  /** The stored images that begin with the same layer, and all layers of each, lowest first. @throws WaybillError */
  imagesOn(diffId: string): StoredImage[] {
    const database = openStored(this.#directory);
    if (database === undefined) return [];
    return this.#with(database, () => imagesOn(database, diffId));
  }

  #with<T>(database: DatabaseSync, work: (database: DatabaseSync) => T): T {
    try {
      return work(database);
    } catch (error) {
      throw asMistake(error, join(this.#directory, "inventory.sqlite"));
    } finally {
      database.close();
    }
  }
}
