import type { Rule } from "../../../core/rule.ts";
import type { SetuidProgram } from "../facts.ts";

/** What distributions ship so, and look after. */
const OF_DISTRIBUTIONS = new Set([
  "bbsuid",
  "chage",
  "chfn",
  "chsh",
  "dbus-daemon-launch-helper",
  "expiry",
  "fusermount",
  "fusermount3",
  "gpasswd",
  "mount",
  "newgidmap",
  "newgrp",
  "newuidmap",
  "pam_timestamp_check",
  "passwd",
  "ping",
  "ping6",
  "pkexec",
  "polkit-agent-helper-1",
  "pt_chown",
  "ssh-agent",
  "ssh-keysign",
  "su",
  "sudo",
  "umount",
  "unix_chkpwd",
  "unix_update",
  "userhelper",
  "utempter",
  "wall",
  "write",
]);

export const setuidProgram: Rule<SetuidProgram> = {
  id: "config/image/setuid-program",
  on: "setuid-program",
  title: "Program that runs as root, whoever starts it",
  severity: "medium",
  confidence: "proven",
  why: "A fault in such a program makes whoever broke into the container root in it, although the image names another user.",
  fix: "Take the bit away (`chmod a-s`), or give the program the one capability that it needs; set `allowPrivilegeEscalation: false` where it runs.",
  standards: ["CIS Docker 4.8"],
  aliases: ["CIS-DI-0008"],
  examples: [
    { given: { path: "opt/tool/helper", owner: "root" }, verdict: "fail" },
    { given: { path: "opt/tool/helper", owner: "group" }, verdict: "fail" },
    { given: { path: "usr/bin/passwd", owner: "root" }, verdict: "pass" },
    { given: { path: "opt/passwd", owner: "root" }, verdict: "fail" },
  ],
  judge: ({ path, owner }) => {
    const name = path.slice(path.lastIndexOf("/") + 1);
    if (/^(?:usr\/)?(?:s?bin|lib(?:exec)?)\//.test(path) && OF_DISTRIBUTIONS.has(name)) return { kind: "pass" };
    const whom = owner === "group" ? "its group" : owner;
    return {
      kind: "fail",
      ...(owner !== "root" && { severity: "low" as const }),
      message: `/${path} runs with the rights of ${whom}, whoever starts it`,
    };
  },
};
