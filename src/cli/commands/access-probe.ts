import { WaybillError } from "../../core/errors.ts";
import { exitStatus } from "../../policy/decide.ts";
import type { RunCommand } from "../command.ts";
import { lookAtEndpoints } from "../look.ts";
import { readOptions } from "../options.ts";
import { printReport } from "../print/report.ts";

/** Asks every endpoint that waybill.yaml declares, and every host that is named, what they give to whoever reaches them. */
export const probe: RunCommand = async (hosts, raw) => {
  const options = { ...readOptions(raw), probe: [...hosts] };
  const looked = await lookAtEndpoints(options);
  const { endpoints, host } = looked.configuration;
  if (endpoints.length === 0 && host.probe.length === 0) {
    throw new WaybillError(
      "access/nothing-declared",
      "No endpoint is declared, and nothing else is ever asked.",
      "Name a host, or list what may be asked under `endpoints:` in waybill.yaml, each with name, product and url.",
    );
  }
  const failOn = options.failOn ?? looked.configuration.policy.failOn ?? "high";
  await printReport(looked.report, { ...options, all: true }, failOn);
  return exitStatus(looked.report, failOn);
};
