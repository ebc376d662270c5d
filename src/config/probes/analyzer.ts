import type { Analyzer, Look, Outcome } from "../../core/analyzer.ts";
import { judgeFacts } from "../../core/judge.ts";
import { readNamedHost } from "../../core/named-host.ts";
import { probeHost } from "./probe-host.ts";
import { openApiServer } from "./rules/open-api-server.ts";
import { openConsole } from "./rules/open-console.ts";
import { openContainerDaemon } from "./rules/open-container-daemon.ts";
import { openEtcd } from "./rules/open-etcd.ts";
import { openKubelet } from "./rules/open-kubelet.ts";
import { openMetrics } from "./rules/open-metrics.ts";
import { openRegistry } from "./rules/open-registry.ts";
import { selfSigned } from "./rules/self-signed.ts";
import { toldVersion } from "./rules/told-version.ts";
import { weakCertificate } from "./rules/weak-certificate.ts";

const rules = [
  openKubelet,
  openApiServer,
  openEtcd,
  openContainerDaemon,
  openRegistry,
  openConsole,
  openMetrics,
  weakCertificate,
  selfSigned,
  toldVersion,
] as const;

/** Advice, which is given to those who ask for it alone: both are as the products come. */
const ADVICE: ReadonlySet<string> = new Set([selfSigned.id, toldVersion.id]);

/** What the hosts that a person names give to whoever reaches them: read-only questions to the ports of a cluster. */
export const probes: Analyzer = {
  id: "config/probes",
  room: "config",
  readers: [],
  rules,
  // Never because of a file in a tree that somebody else wrote.
  applies: ({ kind }, { identity }) => kind === "cluster" || kind === "host" || identity === "endpoints",
  analyze: probeNamed,
};

/** Hosts that are asked at the same time. */
const AT_ONCE = 8;

async function probeNamed({ configuration, network, now }: Look): Promise<Outcome> {
  const hosts = configuration.host.probe.flatMap((text) => readNamedHost(text) ?? []);
  if (hosts.length === 0) return { findings: [], status: "notApplicable" };
  const examined = { hosts: hosts.length };
  if (network.offline) {
    const gaps = configuration.host.probe.map((where) => ({ where, reason: "not asked: the run is offline" }));
    return { findings: [], status: "unobservable", examined, gaps };
  }
  const probed = [];
  for (let at = 0; at < hosts.length; at += AT_ONCE)
    probed.push(...(await Promise.all(hosts.slice(at, at + AT_ONCE).map((host) => probeHost(host, network, now)))));
  const exposures = probed.flatMap((host) => host.exposures);
  const asked = configuration.config.advice ? rules : rules.filter(({ id }) => !ADVICE.has(id));
  const { findings, gaps } = judgeFacts(
    "config",
    asked,
    probed.flatMap(({ facts }) => facts),
  );
  return {
    findings,
    gaps: [...gaps, ...probed.flatMap((host) => host.gaps)],
    examined: {
      ...examined,
      endpoints: exposures.length,
      requests: probed.reduce((sum, { requests }) => sum + requests, 0),
    },
  };
}
