import type { Bare } from "../../../core/fact.ts";
import type { Rule } from "../../../core/rule.ts";
import type { NodeSocket } from "../facts.ts";

const example: Bare<NodeSocket> = { path: "/run/docker.sock", runtime: "Docker", mode: 0o660 };

export const openRuntimeSocket: Rule<NodeSocket> = {
  id: "config/cis/open-runtime-socket",
  on: "node-socket",
  title: "Container runtime's socket that everybody may write to",
  severity: "critical",
  confidence: "proven",
  why: "Whoever writes to it starts a container with the machine's own files in it, and is root.",
  fix: "Take the right to write away from others: `chmod o-rw` on the socket, and `SocketMode=0660` in the unit that makes it",
  standards: ["CIS Docker 3.16"],
  examples: [
    { given: example, verdict: "pass" },
    { given: { ...example, mode: 0o666 }, verdict: "fail" },
    { given: { ...example, mode: 0o664 }, verdict: "pass" },
  ],
  judge: ({ path, runtime, mode }) =>
    mode & 0o002
      ? {
          kind: "fail",
          message: `everybody on the machine may write to ${path}, the socket of ${runtime}`,
          evidence: [{ kind: "check", text: `${mode.toString(8)} ${path}` }],
        }
      : { kind: "pass" },
};
