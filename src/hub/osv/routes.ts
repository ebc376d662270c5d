import { osvQuery, osvQueryBatch, osvRecord } from "../../contract/osv.ts";
import { WaybillError } from "../../core/errors.ts";
import { Problem } from "../http/problems.ts";
import { type Route, route } from "../http/route.ts";

/** OSV's service, answered from the hub's own advisory database. */
export const OSV_ROUTES: readonly Route[] = [
  route(osvQuery, async ({ body }, { advisories }) => answered(() => advisories.query(body))),
  route(osvQueryBatch, async ({ body }, { advisories }) => answered(() => advisories.batch(body))),
  route(osvRecord, async ({ params }, { advisories }) => {
    const { record } = answered(() => ({ record: advisories.record(params.id) }));
    if (record === undefined) throw new Problem(404, "advisories/no-record", "Not found", "Bug not found.");
    return record;
  }),
];

/** @throws Problem 400 where the question is none, 503 where there is no data to answer from */
function answered<Answer extends object>(ask: () => Answer): Exclude<Answer, { readonly code: 3 }> {
  let answer: Answer;
  try {
    answer = ask();
  } catch (error) {
    if (!(error instanceof WaybillError)) throw error;
    throw new Problem(503, error.code, "No advisories", `${error.message} ${error.advice}`);
  }
  if ("code" in answer && "message" in answer)
    throw new Problem(400, "advisories/no-question", "No question", String(answer.message));
  return answer as Exclude<Answer, { readonly code: 3 }>;
}
