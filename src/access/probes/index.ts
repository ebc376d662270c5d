import type { Endpoint } from "../../core/configuration.ts";
import type { Network } from "../../core/network.ts";
import type { ProbedEndpoint } from "../facts.ts";
import { etcdProbe } from "./etcd.ts";
import { kubeletProbe } from "./kubelet.ts";
import { ask, type Probe } from "./probe.ts";
import { prometheusProbe } from "./prometheus.ts";
import { registryProbe } from "./registry.ts";
import { vaultProbe } from "./vault.ts";

const PROBES: readonly Probe[] = [registryProbe, etcdProbe, kubeletProbe, vaultProbe, prometheusProbe];

/** Asks every declared endpoint at once, and only those. */
export async function probeEndpoints(endpoints: readonly Endpoint[], network: Network): Promise<ProbedEndpoint[]> {
  return await Promise.all(
    endpoints.map((endpoint) => {
      const probe = PROBES.find(({ product }) => product === endpoint.product);
      if (probe === undefined) throw new Error(`no probe for ${endpoint.product}`);
      return ask(endpoint, probe, network);
    }),
  );
}
