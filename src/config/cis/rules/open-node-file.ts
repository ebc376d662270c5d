import type { Bare } from "../../../core/fact.ts";
import type { Rule } from "../../../core/rule.ts";
import type { NodeFile } from "../facts.ts";

const example: Bare<NodeFile> = {
  path: "/etc/kubernetes/admin.conf",
  holds: "the cluster administrator's credentials",
  guards: "secret",
  mode: 0o600,
  user: "root",
  group: "root",
};

const SYSTEM = new Set(["root", "etcd", "kube", "kubernetes"]);

export const openNodeFile: Rule<NodeFile> = {
  id: "config/cis/open-node-file",
  on: "node-file",
  title: "Node's key, credentials or settings open to others",
  severity: "high",
  confidence: "proven",
  why: "Whoever has any account on the machine, or breaks out of a container as somebody else than root, reads the key or writes the settings, and holds the node or the cluster.",
  fix: "Let only root read keys and credentials (`chmod 600`), and only root write settings (`chmod go-w`)",
  standards: ["CIS Kubernetes 1.1", "CIS Kubernetes 4.1"],
  aliases: ["C-0092", "C-0093"],
  examples: [
    { given: example, verdict: "pass" },
    { given: { ...example, mode: 0o644 }, verdict: "fail" },
    { given: { ...example, mode: 0o640 }, verdict: "fail" },
    { given: { ...example, user: "UNKNOWN" }, verdict: "fail" },
    { given: { ...example, guards: "settings", mode: 0o644 }, verdict: "pass" },
    { given: { ...example, guards: "settings", mode: 0o666 }, verdict: "fail" },
  ],
  judge: ({ path, holds, guards, mode, user, group }) => {
    const shown = `${mode.toString(8)} ${user}:${group} ${path}`;
    const evidence = [{ kind: "check" as const, text: shown }];
    const fail = (message: string, cause: string, severity: "high" | "medium") =>
      ({ kind: "fail", message: `${path}, ${holds}, ${message}`, cause, severity, evidence }) as const;
    if (mode & 0o002) return fail("can be written by everybody", "others-write", "high");
    if (!SYSTEM.has(user)) return fail(`belongs to ${user}`, "owner", "high");
    if (guards === "secret" && mode & 0o004) return fail("can be read by everybody", "others-read", "high");
    if (mode & 0o020 && group !== "root") return fail(`can be written by the group ${group}`, "group-write", "high");
    if (guards === "secret" && mode & 0o040)
      return fail(`can be read by the group ${group}`, "group-read", group === "root" ? "medium" : "high");
    return { kind: "pass" };
  },
};
