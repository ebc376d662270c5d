import type { Rule } from "../../../core/rule.ts";
import type { ServicePrivilege } from "../facts.ts";

const example = { service: "builder" } as const;

/** Capabilities that are a known way to root on the host. */
const WAYS_OUT = /: (?:ALL|SYS_ADMIN|SYS_MODULE|SYS_PTRACE|SYS_RAWIO|SYS_BOOT|DAC_READ_SEARCH|BPF|NET_ADMIN|SYSLOG)$/;

export const hostPrivilege: Rule<ServicePrivilege> = {
  id: "config/compose/host-privilege",
  on: "service-privilege",
  title: "Service with the host's rights",
  severity: "high",
  confidence: "proven",
  why: "What the setting opens is the host's own: its processes, its network, its devices. An intruder in the service is an intruder on the host.",
  fix: "Leave the setting out, and add the one capability or device that is needed.",
  standards: ["CIS Docker 5.4", "CIS Docker 5.3", "NIST SP 800-190 4.4.3"],
  examples: [
    { given: { ...example, what: "privileged", written: "privileged: true" }, verdict: "fail" },
    { given: { ...example, what: "namespace", written: "pid: host" }, verdict: "fail" },
    { given: { ...example, what: "capability", written: "cap_add: SYS_ADMIN" }, verdict: "fail" },
    { given: { ...example, what: "capability", written: "cap_add: NET_BIND_SERVICE" }, verdict: "pass" },
    { given: { ...example, what: "device", written: "device /dev/dri" }, verdict: "pass" },
    { given: { ...example, what: "device", written: "device /dev/sda" }, verdict: "fail" },
  ],
  judge: ({ service, what, written }) => {
    if (what === "capability" && !WAYS_OUT.test(written)) return { kind: "pass" };
    if (what === "device" && !/ \/dev(?:$|\/(?:sd|nvme|vd|mem|kmem|mapper))/.test(written)) return { kind: "pass" };
    const severity = what === "privileged" ? "critical" : "high";
    return { kind: "fail", severity, message: `the service ${service} runs with ${written}`, cause: written };
  },
};
