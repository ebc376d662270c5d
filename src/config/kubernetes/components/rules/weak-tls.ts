import type { Rule } from "../../../../core/rule.ts";
import type { ComponentFlag } from "../facts.ts";

/** What Go's crypto/tls lists as insecure: RC4, 3DES, CBC with SHA-256, and keys without forward secrecy (Go 1.24). */
const WEAK = /_RC4_|_3DES_|_CBC_SHA256$|^TLS_RSA_WITH_|_NULL_|_EXPORT_/;

export const weakTls: Rule<ComponentFlag> = {
  id: "config/kubernetes/components/weak-tls",
  on: "component-flag",
  title: "Component that takes TLS of yesterday",
  severity: "medium",
  confidence: "proven",
  why: "Old versions and ciphers have known attacks, by which whoever listens reads tokens off the wire.",
  fix: "Leave `tls-min-version` and `tls-cipher-suites` out, which means what Go takes for safe, or name TLS 1.2 or newer and suites with GCM or ChaCha20.",
  standards: ["CIS Kubernetes 1.2.29", "CIS Kubernetes 4.2.12", "RFC 8996", "RFC 9325"],
  examples: [
    {
      given: { component: "kube-apiserver", flag: "tls-min-version", value: "VersionTLS10", written: true },
      verdict: "fail",
    },
    {
      given: { component: "kubelet", flag: "tls-cipher-suites", value: "TLS_RSA_WITH_RC4_128_SHA", written: true },
      verdict: "fail",
    },
    {
      given: {
        component: "kube-apiserver",
        flag: "tls-cipher-suites",
        value: "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
        written: true,
      },
      verdict: "pass",
    },
    { given: { component: "kube-apiserver", flag: "tls-min-version", value: "", written: false }, verdict: "pass" },
    { given: { component: "kubelet", flag: "max-pods", value: "110", written: true }, verdict: "not-applicable" },
  ],
  judge: ({ component, flag, value }) => {
    if (flag === "tls-min-version") {
      if (!/^VersionTLS1[01]$/.test(value)) return { kind: "pass" };
      return { kind: "fail", message: `${component}: TLS is taken from ${value} on`, cause: `${component} ${flag}` };
    }
    if (flag !== "tls-cipher-suites") return { kind: "not-applicable" };
    const weak = value
      .split(",")
      .map((suite) => suite.trim())
      .filter((suite) => WEAK.test(suite));
    if (weak.length === 0) return { kind: "pass" };
    const named = weak.slice(0, 3).join(", ") + (weak.length > 3 ? ` and ${weak.length - 3} more` : "");
    return { kind: "fail", message: `${component}: takes weak ciphers (${named})`, cause: `${component} ${flag}` };
  },
};
