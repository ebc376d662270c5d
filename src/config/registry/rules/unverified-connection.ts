import type { Rule } from "../../../core/rule.ts";
import type { RegistryConnection } from "../facts.ts";

export const unverifiedConnection: Rule<RegistryConnection> = {
  id: "config/registry/unverified-connection",
  on: "registry-connection",
  title: "Registry that does not look whom it speaks with",
  severity: "medium",
  confidence: "proven",
  why: "Whoever stands between the registry and what it keeps its images in reads its keys and puts in images of theirs.",
  fix: "Take the setting out, and give the other side a certificate that the registry's machine trusts.",
  standards: ["CWE-295", "CWE-319"],
  examples: [
    { given: { written: "storage.s3.skipverify: true", trust: "unverified" }, verdict: "fail" },
    { given: { written: "proxy.remoteurl: http://r.example", trust: "plain" }, verdict: "fail" },
    { given: { written: "storage.s3.secure: true", trust: "verified" }, verdict: "pass" },
  ],
  judge: ({ written, trust }) => {
    if (trust === "verified") return { kind: "pass" };
    const what = trust === "plain" ? "without TLS" : "without looking at the certificate";
    return { kind: "fail", message: `the registry connects ${what} (${written})`, cause: written };
  },
};
