import { createColors } from "picocolors";
import { askDecision } from "../../contract/decisions.ts";
import type { RunCommand } from "../command.ts";
import { digestOf } from "../digest-of.ts";
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
