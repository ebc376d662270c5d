import type { Rule } from "../../../core/rule.ts";
import type { RegistryAccess } from "../facts.ts";

const example = { auth: "", deletes: false, lendsAccount: false, near: false } as const;

export const anonymousAccess: Rule<RegistryAccess> = {
  id: "config/registry/anonymous-access",
  on: "registry-access",
  title: "Registry that asks nobody who they are",
  severity: "high",
  why: "Whoever reaches it reads every image and puts their own under every tag, and all who pull that tag run it.",
  fix: "Add `auth` with `htpasswd` or `token`; `silly` believes any header. Where a proxy in front asks, let the registry listen on the loopback address or a socket.",
  standards: ["NIST SP 800-190 4.2.3", "MITRE ATT&CK T1525"],
  references: ["https://distribution.github.io/distribution/about/configuration/#auth"],
  examples: [
    { given: example, verdict: "fail" },
    { given: { ...example, auth: "silly" }, verdict: "fail" },
    { given: { ...example, lendsAccount: true }, verdict: "fail" },
    { given: { ...example, auth: "htpasswd" }, verdict: "pass" },
    { given: { ...example, near: true }, verdict: "pass" },
  ],
  judge: ({ auth, deletes, lendsAccount, near }) => {
    if (near || (auth !== "" && auth !== "silly")) return { kind: "pass" };
    const may = [
      lendsAccount ? "read whatever its account at the other registry may" : "read and write images",
      ...(deletes ? ["delete them"] : []),
    ];
    const how = auth === "silly" ? "believes any Authorization header" : "asks nobody who they are";
    return { kind: "fail", message: `the registry ${how}: all who reach it may ${may.join(" and ")}`, cause: "auth" };
  },
};
