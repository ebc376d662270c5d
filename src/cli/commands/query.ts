import { text } from "node:stream/consumers";
import { WaybillError } from "../../core/errors.ts";
import { queryDatabase } from "../../scan/advisory-data.ts";
import type { RunCommand } from "../command.ts";
import { readOptions } from "../options.ts";
import { writeOut } from "../write-out.ts";

/** Asks the database as OSV's service is asked, and answers in its form. */
export const query: RunCommand = async ([word = "-"], raw) => {
  const options = readOptions(raw);
  const body: unknown = word === "-" ? parsed(await text(process.stdin)) : { package: { purl: word } };
  const answer = queryDatabase(body, options.dataDirectory);
  if ("code" in answer)
    throw new WaybillError(
      "call/no-question",
      answer.message,
      "Name a package URL such as pkg:npm/lodash@4.17.20, or give a question in OSV's form to standard input.",
    );
  await writeOut(`${JSON.stringify(answer, null, 2)}\n`, options);
  return 0;
};

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    throw new WaybillError(
      "call/no-question",
      "Standard input is not JSON.",
      'Give a question in OSV\'s form: {"package":{"ecosystem":"npm","name":"lodash"},"version":"4.17.20"}.',
    );
  }
}
