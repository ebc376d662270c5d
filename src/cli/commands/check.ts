import { exitStatus } from "../../policy/decide.ts";
import type { Selection } from "../../scan/index.ts";
import type { RunCommand } from "../command.ts";
import { look } from "../look.ts";
import { readOptions } from "../options.ts";
import { printReport } from "../print/report.ts";
import { type AfterReport, showSecrets } from "./secrets/show-secrets.ts";

/** Everything that applies to the target. */
export const check: RunCommand = lookAt([], true);
export const vulns: RunCommand = lookAt(["advisories"], false);
export const secrets: RunCommand = lookAt(["secrets"], false, showSecrets);
export const workflows: RunCommand = lookAt(["workflows"], false);
export const config: RunCommand = lookAt(["config"], false);
export const verify: RunCommand = lookAt(["trust"], false);

/** A command that looks with some rooms (none named: all) and reports. */
function lookAt(rooms: readonly string[], history: boolean, after?: AfterReport): RunCommand {
  return async ([target = "."], raw) => {
    const options = readOptions(raw);
    after?.demand(options);
    const selection: Selection = { only: options.only.length > 0 ? options.only : rooms, skip: options.skip };
    const looked = await look({ target, options, selection, history: options.history ?? history });
    const failOn = options.failOn ?? looked.configuration.policy.failOn ?? "high";
    await printReport(looked.report, options, failOn);
    await after?.print(looked, options);
    return exitStatus(looked.report, failOn);
  };
}
