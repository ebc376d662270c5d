import { randomUUID } from "node:crypto";
import { recordDeployment } from "../../contract/decisions.ts";
import { WaybillError } from "../../core/errors.ts";
import type { RunCommand } from "../command.ts";
import { DeploymentSpool, type Spooled } from "../deployment-spool.ts";
import { digestOf } from "../digest-of.ts";
import { hubClient, loginOf } from "../hub-client.ts";
import { readOptions } from "../options.ts";
import { plural } from "../print/words.ts";
import { writeOut } from "../write-out.ts";

/**
 * Records that an image went into an environment. Where the hub does not answer, the record is kept here with its time and
 * goes along with the next call: a deployment is never stopped, and never forgotten, because the hub was down.
 */
export const record: RunCommand = async ([image], raw) => {
  const options = readOptions(raw);
  const login = loginOf(raw["hub"], options);
  const spool = new DeploymentSpool(options.dataDirectory);
  if (image !== undefined) spool.add(deploymentOf(image, raw["environment"], login.url));
  const client = hubClient(login, options);
  let recorded = 0;
  const waiting = spool.waitingFor(login.url);
  for (const deployment of waiting) {
    const { hub: _hub, ...body } = deployment;
    try {
      await client.call(recordDeployment, { body });
    } catch (error) {
      if (!(error instanceof WaybillError) || !error.code.startsWith("connect/")) throw error;
      process.stderr.write(
        `waybill: ${error.message} ${plural(waiting.length - recorded, "deployment")} kept here; the next \`waybill ledger record\` sends them.\n`,
      );
      return 0;
    }
    spool.acknowledged(deployment);
    recorded++;
  }
  await writeOut(`${plural(recorded, "deployment")} recorded.\n`, options);
  return 0;
};

function deploymentOf(image: string, environment: unknown, hub: string): Spooled {
  if (typeof environment !== "string")
    throw new WaybillError(
      "call/no-environment",
      "Where it went is not said.",
      "Name the environment: --environment prod.",
    );
  return { hub, environment, digest: digestOf(image), at: new Date().toISOString(), key: randomUUID() };
}
