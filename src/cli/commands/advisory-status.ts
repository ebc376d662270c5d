import { type AdvisorySourceStatus, databaseStatus } from "../../scan/advisory-data.ts";
import type { RunCommand } from "../command.ts";
import { readOptions } from "../options.ts";
import { count, plural } from "../print/words.ts";
import { writeOut } from "../write-out.ts";

/** Which data there is, from where, how old it is, and under which terms it may be handed on. */
export const status: RunCommand = async (_, raw) => {
  const options = readOptions(raw);
  const known = databaseStatus(options.dataDirectory);
  if (options.format === "json") await writeOut(`${JSON.stringify(known, null, 2)}\n`, options);
  else if (known === null)
    await writeOut("There is no advisory database yet. `waybill advisories update` fetches one.\n", options);
  else await writeOut(page(known), options);
  return known === null ? 3 : 0;
};

function page({ builtAt, sources }: NonNullable<ReturnType<typeof databaseStatus>>): string {
  const width = Math.max(...sources.map(({ name }) => name.length));
  const ages = sources.map(
    ({ name, records, fetchedAt, newestModified }) =>
      `  ${name.padEnd(width)}  ${count(records).padStart(9)} records  fetched ${fetchedAt.slice(0, 10)}  newest ${newestModified.slice(0, 10) || "unknown"}`,
  );
  const refused = sources
    .filter((source) => source.refused > 0)
    .map((source) => `  ${source.name}: ${plural(source.refused, "record")}`);
  return [
    `Advisory database of ${builtAt.slice(0, 16).replace("T", " ")} UTC`,
    ...ages,
    ...(refused.length === 0 ? [] : ["", "Left out, since they could not be read", ...refused]),
    "",
    "Under which terms the data may be handed on",
    ...licences(sources),
    "",
  ].join("\n");
}

function licences(sources: readonly AdvisorySourceStatus[]): string[] {
  const byLicence = Map.groupBy(sources, ({ licence }) => licence);
  return [...byLicence].flatMap(([licence, under]) => [
    `  ${licence === "NOASSERTION" ? "none stated" : licence || "unknown"}`,
    ...wrapped(under.map(({ name }) => name).join(", ")),
  ]);
}

/** Lines that fit a terminal. */
function wrapped(text: string, width = 74): string[] {
  const lines = [""];
  for (const word of text.split(" ")) {
    const last = lines.at(-1) ?? "";
    if (last !== "" && last.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = last === "" ? word : `${last} ${word}`;
  }
  return lines.map((line) => `      ${line}`);
}
