import { subject } from "../../core/subject.ts";
import type { Deed } from "../../core/work-item.ts";

/** The one deed that closes all that a workload merely leaves open: a security context is written once. */
export function harden(workload: string): Deed {
  return {
    key: `harden ${workload}`,
    action: `Harden ${workload}: run without root, forbid escalation, drop all capabilities, set a seccomp profile, mount no token`,
    subject: subject("workload", workload),
  };
}
