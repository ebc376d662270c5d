import type { Rule } from "../../../core/rule.ts";
import { runtimeIn, worthOf } from "../../host-paths.ts";
import type { ServiceMount } from "../facts.ts";

const example = { service: "agent" } as const;

export const hostFolder: Rule<ServiceMount> = {
  id: "config/compose/host-folder",
  on: "service-mount",
  title: "Folder of the host's own in a service",
  severity: "high",
  confidence: "proven",
  why: "Written, it is a way out of the container; read, it shows the host's keys and everybody's data.",
  fix: "Mount the one folder that the service works on, read only where it can be, or a named volume.",
  standards: ["CIS Docker 5.5"],
  examples: [
    { given: { ...example, path: "/", readOnly: true }, verdict: "fail" },
    { given: { ...example, path: "/etc", readOnly: false }, verdict: "fail" },
    { given: { ...example, path: "/srv/shop/data", readOnly: false }, verdict: "pass" },
    { given: { ...example, path: "/etc/localtime", readOnly: true }, verdict: "pass" },
    { given: { ...example, path: "/var/run/docker.sock", readOnly: true }, verdict: "not-applicable" },
  ],
  judge: ({ service, path, readOnly }) => {
    if (runtimeIn(path) !== undefined) return { kind: "not-applicable" };
    const worth = worthOf(path);
    if (worth === "own" || (worth === "living" && readOnly)) return { kind: "pass" };
    return {
      kind: "fail",
      message: `the service ${service} has ${path} of the host ${readOnly ? "to read" : "to write"}`,
      cause: path,
    };
  },
};
