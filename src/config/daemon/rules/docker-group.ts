import type { Rule } from "../../../core/rule.ts";
import type { SocketGroup } from "../facts.ts";

export const dockerGroup: Rule<SocketGroup> = {
  id: "config/daemon/docker-group",
  on: "socket-group",
  title: "Accounts that are root by way of the group docker",
  severity: "high",
  confidence: "proven",
  why: "The group may speak with the daemon, and whoever may do that starts a container with the whole disk in it: no password is asked, and no log of sudo tells of it.",
  fix: "Take everybody out who is not meant to be root; let the others use Docker without root, or through `sudo` for single commands.",
  standards: ["CIS Docker 1.1.2"],
  references: ["https://docs.docker.com/engine/security/#docker-daemon-attack-surface"],
  examples: [
    { given: { members: ["ada", "build"], inImage: false }, verdict: "fail" },
    { given: { members: ["jenkins"], inImage: true }, verdict: "fail" },
    { given: { members: [], inImage: false }, verdict: "pass" },
  ],
  judge: ({ members, inImage }) => {
    if (members.length === 0) return { kind: "pass" };
    const shown = members.slice(0, 5).join(", ");
    const names = members.length > 5 ? `${shown} and ${members.length - 5} more` : shown;
    const where = inImage ? "in a container that is given the socket" : "on this machine";
    return {
      kind: "fail",
      severity: inImage ? "low" : "high",
      message: `${names} ${members.length === 1 ? "is" : "are"} in the group docker, which is as good as root ${where}`,
      cause: "docker",
    };
  },
};
