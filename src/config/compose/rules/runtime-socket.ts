import type { Rule } from "../../../core/rule.ts";
import { runtimeIn } from "../../host-paths.ts";
import type { ServiceMount } from "../facts.ts";

const example = { service: "proxy" } as const;

export const runtimeSocket: Rule<ServiceMount> = {
  id: "config/compose/runtime-socket",
  on: "service-mount",
  title: "Socket of the container runtime in a service",
  severity: "critical",
  confidence: "proven",
  why: "Whoever speaks with the runtime starts any container with any rights: it is root on the host. Mounted read only it is the same, for it is spoken with, not written.",
  fix: "Put a proxy in between that lets through the few questions that are asked, or do without.",
  standards: ["CIS Docker 5.31", "NIST SP 800-190 4.4.3"],
  examples: [
    { given: { ...example, path: "/var/run/docker.sock", readOnly: true }, verdict: "fail" },
    { given: { ...example, path: "/srv/data", readOnly: false }, verdict: "pass" },
  ],
  judge: ({ service, path }) => {
    const runtime = runtimeIn(path);
    return runtime === undefined
      ? { kind: "pass" }
      : { kind: "fail", message: `the service ${service} holds the socket of ${runtime} (${path})`, cause: path };
  },
};
