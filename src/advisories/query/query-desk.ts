import { WaybillError } from "../../core/errors.ts";
import { currentDatabase } from "../store/files.ts";
import { openStore, type Store } from "../store/read.ts";
import { answerBatch, answerQuery, type BatchAnswer, type QueryAnswer } from "./answer-query.ts";
import { asOsvRecord, type OsvAnswer } from "./write-record.ts";

/** Answers many questions from the database of a folder, which stays open between them. */
export interface QueryDesk {
  query(body: unknown): QueryAnswer;
  batch(body: unknown): BatchAnswer;
  /** The record of exactly this id. */
  record(id: string): OsvAnswer | undefined;
  /** Which database answers: its SHA-256 and when it was built; undefined where there is none. */
  current(): { readonly version: string; readonly builtAt: string } | undefined;
  close(): void;
}

/** Goes over to a newer database as soon as one lies in the folder. Its methods throw a WaybillError where none does. */
export function queryDesk(dataDirectory: string): QueryDesk {
  let open: { readonly store: Store; readonly version: string } | undefined;
  const current = () => {
    try {
      const pointer = currentDatabase(dataDirectory)?.pointer;
      return pointer && { version: pointer.sha256, builtAt: pointer.builtAt };
    } catch {
      return undefined; // damaged: opening it says how
    }
  };
  const close = () => {
    open?.store.close();
    open = undefined;
  };
  const store = () => {
    const version = current()?.version;
    if (open !== undefined && open.version === version) return open.store;
    close();
    const opened = openStore(dataDirectory);
    if (opened === undefined)
      throw new WaybillError(
        "advisories/none",
        "There is no advisory database here.",
        "`waybill advisories update` fetches one into the folder of --data.",
      );
    open = { store: opened, version: version ?? "" };
    return opened;
  };
  return {
    query: (body) => answerQuery(body, store()),
    batch: (body) => answerBatch(body, store()),
    record: (id) => {
      const found = store()
        .named(id)
        .find((record) => record.id === id);
      return found && asOsvRecord(found);
    },
    current,
    close,
  };
}
