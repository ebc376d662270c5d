import type { Rule } from "../../../core/rule.ts";
import type { RegistryEndpoint } from "../facts.ts";

const example = { product: "distribution", encrypted: true, near: false } as const;

export const oldTls: Rule<RegistryEndpoint> = {
  id: "config/registry/old-tls",
  on: "registry-endpoint",
  title: "Registry that takes versions of TLS that are broken",
  severity: "medium",
  confidence: "proven",
  why: "TLS 1.0 and 1.1 have known attacks, and the IETF has withdrawn both; no client of today needs them.",
  fix: "Leave `minimumtls` out, which means `tls1.2`, or set `tls1.3`.",
  standards: ["RFC 8996", "NIST SP 800-52"],
  examples: [
    { given: { ...example, oldest: "tls1.0" }, verdict: "fail" },
    { given: { ...example, oldest: "" }, verdict: "pass" },
    { given: { ...example, oldest: "tls1.3" }, verdict: "pass" },
  ],
  judge: ({ oldest }) => {
    if (oldest !== "tls1.0" && oldest !== "tls1.1") return { kind: "pass" };
    return { kind: "fail", message: `the registry takes ${oldest}`, cause: oldest };
  },
};
