import { WaybillError } from "../../core/errors.ts";
import { openStore } from "../store/read.ts";
import { answerBatch, answerQuery, type BatchAnswer, type QueryAnswer } from "./answer-query.ts";

/** Answers one question, or several under `queries`, from the database of a folder. @throws WaybillError when there is none */
export function queryDatabase(body: unknown, dataDirectory: string): QueryAnswer | BatchAnswer {
  const store = openStore(dataDirectory);
  if (store === undefined)
    throw new WaybillError(
      "advisories/none",
      `There is no advisory database in ${dataDirectory}.`,
      "`waybill advisories update` fetches one.",
    );
  try {
    const isBatch = typeof body === "object" && body !== null && Object.hasOwn(body, "queries");
    return isBatch ? answerBatch(body, store) : answerQuery(body, store);
  } finally {
    store.close();
  }
}
