import type { Analyzer, FactBook } from "../../core/analyzer.ts";
import { judgeFacts } from "../../core/judge.ts";
import { hardenByFile } from "../harden-file.ts";
import { accountReader, type DockerGroup, type PrimaryGroups, socketGroups } from "./accounts.ts";
import { containerdReader } from "./containerd-reader.ts";
import { daemonFileReader, dockerdReader, dockerSocketReader } from "./docker-readers.ts";
import type { DaemonFact, DaemonSetting, DaemonSocket, TrustedRegistry } from "./facts.ts";
import { dockerGroup } from "./rules/docker-group.ts";
import { experimental } from "./rules/experimental.ts";
import { insecureRegistry } from "./rules/insecure-registry.ts";
import { noFirewall } from "./rules/no-firewall.ts";
import { noLiveRestore } from "./rules/no-live-restore.ts";
import { noLogs } from "./rules/no-logs.ts";
import { openBridge } from "./rules/open-bridge.ts";
import { openSocket } from "./rules/open-socket.ts";
import { regainedPrivileges } from "./rules/regained-privileges.ts";
import { rootNotMapped } from "./rules/root-not-mapped.ts";
import { unconfined } from "./rules/unconfined.ts";

const rules = [
  openSocket,
  dockerGroup,
  unconfined,
  insecureRegistry,
  noFirewall,
  rootNotMapped,
  regainedPrivileges,
  openBridge,
  experimental,
  noLogs,
  noLiveRestore,
] as const;

/** What a daemon leaves open when nobody says otherwise. */
const LEFT_OPEN = new Set([openBridge, regainedPrivileges, rootNotMapped, noLiveRestore].map(({ id }) => id));

/** How the container runtime of a machine is set, and who may speak with it. */
export const containerDaemons: Analyzer = {
  id: "config/daemon",
  room: "config",
  readers: [daemonFileReader, dockerdReader, dockerSocketReader, containerdReader, accountReader],
  rules,
  applies: ({ kind }) => ["directory", "git", "rootfs", "image", "host"].includes(kind),
  analyze: ({ facts, opened }) => {
    const isOneMachine = ["rootfs", "image", "host"].includes(opened.target.kind);
    const { findings, gaps } = judgeFacts("config", rules, joined(facts, isOneMachine));
    return { findings: hardenByFile(findings, LEFT_OPEN, "the daemon"), gaps };
  },
};

/**
 * dockerd takes its file and its flags together, and nothing may stand in both: what one of them leaves out the other may
 * say. On one machine they are one daemon's; in a source tree that is not known.
 */
function joined(facts: FactBook, isOneMachine: boolean): DaemonFact[] {
  const settings = seen(facts.of<DaemonSetting>("daemon-setting"));
  const written = new Set(settings.filter((fact) => fact.written).map((fact) => `${isFile(fact)} ${fact.name}`));
  const isSaidInOther = (fact: DaemonFact, name: string) => written.has(`${!isFile(fact)} ${name}`);
  const sockets = seen(facts.of<DaemonSocket>("daemon-socket")).map((socket): DaemonSocket => {
    const isOpen = socket.daemon === "Docker" && socket.verified === false;
    const isUnitSocket = socket.at.path?.includes(".socket") === true; // which holds no flags of its own
    const isSaid = isSaidInOther(socket, "tlsverify") || (isUnitSocket && written.has("false tlsverify"));
    if (!isOpen || !isSaid) return socket;
    return { ...socket, verified: isOneMachine ? true : "elsewhere" };
  });
  return [
    ...sockets,
    ...settings.filter((fact) => fact.written || !isSaidInOther(fact, fact.name)),
    ...seen(facts.of<TrustedRegistry>("trusted-registry")),
    ...socketGroups(facts.of<DockerGroup>("docker-group"), facts.of<PrimaryGroups>("primary-groups")),
  ];
}

/** Of daemon.json, rather than of a command line. */
function isFile({ at }: DaemonFact): boolean {
  return at.path?.endsWith(".json") === true;
}

/** What a later layer of an image removes or replaces is no daemon's. */
function seen<F extends DaemonFact>(facts: readonly F[]): F[] {
  return facts.filter(({ visible }) => visible !== false);
}
