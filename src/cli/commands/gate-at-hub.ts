import { readFileSync } from "node:fs";
import { createColors } from "picocolors";
import { askDecision } from "../../contract/decisions.ts";
import { WaybillError } from "../../core/errors.ts";
import { Report } from "../../core/report.ts";
import type { RunCommand } from "../command.ts";
import { hubClient, loginOf } from "../hub-client.ts";
import { readOptions } from "../options.ts";
import { writeOut } from "../write-out.ts";

/** Asks the hub whether an image may go into an environment. A hub that does not answer lets nothing through. */
export const gateAtHub: RunCommand = async ([target = ""], raw) => {
  const options = readOptions(raw);
  const client = hubClient(loginOf(raw["hub"], options), options);
  const decision = await client.call(askDecision, {
    body: { environment: String(raw["environment"]), digest: digestOf(target) },
  });
  if (options.format === "json") {
    await writeOut(`${JSON.stringify(decision, null, 2)}\n`, options);
    return decision.admitted ? 0 : 1;
  }
  const ink = createColors(options.color);
  const { admitted, environment, policy, reasons, until, waivers } = decision;
  const lines = [
    admitted
      ? ink.green(`✓ ${target} may go to ${environment} (${policy})`)
      : ink.red(`✗ ${target} is refused for ${environment} (${policy})`),
    ...reasons.flatMap(({ text, remedy }) => [`  ${text}`, ink.dim(`    ${remedy}`)]),
    ...(until === null ? [] : [`  on the word of waivers ${waivers.join(", ")}, until ${until.slice(0, 16)}`]),
  ];
  await writeOut(`${lines.join("\n")}\n`, options);
  return admitted ? 0 : 1;
};

/** The digest that is meant: of a report's target, or after the `@` of a reference. @throws WaybillError */
function digestOf(target: string): string {
  const written = /(?:^|@)(sha256:[0-9a-f]{64})$/.exec(target)?.[1];
  if (written !== undefined) return written;
  if (target.endsWith(".json")) {
    const report = Report.safeParse(JSON.parse(readFileSync(target, "utf8")));
    const digest = report.data?.target.digest ?? report.data?.target.commit;
    if (digest !== undefined) return digest;
  }
  throw new WaybillError(
    "call/no-digest",
    `${target} names no digest: what was looked at and what is deployed could be two images.`,
    "Name the image by digest, NAME@sha256:…, or a report that `waybill check --format json` wrote of it.",
  );
}
