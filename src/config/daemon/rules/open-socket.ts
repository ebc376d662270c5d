import type { Rule } from "../../../core/rule.ts";
import { isLoopback } from "../../loopback.ts";
import { listensOn } from "../address.ts";
import type { DaemonSocket } from "../facts.ts";

const example = { daemon: "Docker", verified: false } as const;

export const openSocket: Rule<DaemonSocket> = {
  id: "config/daemon/open-socket",
  on: "daemon-socket",
  title: "Container daemon that listens on the network and asks nobody who they are",
  severity: "critical",
  confidence: "proven",
  why: "Whoever reaches the port starts containers with the host's files in them, and is root there. Such ports are found by scanners within hours; even on the loopback address every process and every container on the host's network reaches them.",
  fix: "Listen on the Unix socket alone, and reach it over SSH; where it must be TCP, set `tlsverify` with a certificate authority of its own.",
  standards: ["CIS Docker 2.7", "NIST SP 800-190 4.5.1", "MITRE ATT&CK T1610"],
  references: ["https://docs.docker.com/engine/security/protect-access/"],
  examples: [
    { given: { ...example, address: "tcp://0.0.0.0:2375" }, verdict: "fail" },
    { given: { ...example, address: "tcp://127.0.0.1:2375" }, verdict: "fail" },
    { given: { ...example, address: "tcp://0.0.0.0:2376", verified: true }, verdict: "pass" },
    { given: { ...example, address: "tcp://0.0.0.0:2376", verified: "elsewhere" }, verdict: "unobservable" },
    { given: { ...example, address: "${DOCKER_HOST}" }, verdict: "unobservable" },
    { given: { ...example, address: "unix:///var/run/docker.sock" }, verdict: "pass" },
  ],
  judge: ({ daemon, address, verified }) => {
    const host = listensOn(address);
    if (host === "unknown") return { kind: "unobservable", reason: "the address is set from outside" };
    if (host === undefined || verified === true) return { kind: "pass" };
    if (verified === "elsewhere")
      return {
        kind: "unobservable",
        reason: "another file sets tlsverify; whether both are of one daemon is not known",
      };
    const near = isLoopback(host);
    const signals = near
      ? {}
      : { signals: { exposure: { level: "public", because: "it listens on the network" } as const } };
    return {
      kind: "fail",
      severity: near ? "high" : "critical",
      message: `${daemon} listens on ${address} without asking for a certificate`,
      cause: address,
      ...signals,
    };
  },
};
