import type { Rule } from "../../../core/rule.ts";
import type { TrustedRegistry } from "../facts.ts";

const example = { daemon: "Docker" } as const;

/** The host itself, which nobody stands in front of. */
const OWN = /^(?:localhost|127\.[\d.]+|\[::1\]|::1)(?:[:/]\d+)?\/?$/i;

export const insecureRegistry: Rule<TrustedRegistry> = {
  id: "config/daemon/insecure-registry",
  on: "trusted-registry",
  title: "Registry that is believed without a certificate",
  severity: "medium",
  confidence: "proven",
  why: "Whoever stands between the host and the registry answers in its place: the host runs their image, and hands them the password that it signs in with.",
  fix: "Give the registry a certificate, and lay its authority into `certs.d/<registry>/ca.crt`; then take the entry out.",
  standards: ["CIS Docker 2.5", "NIST SP 800-190 4.2.1"],
  examples: [
    { given: { ...example, registry: "registry.shop.example:5000", how: "insecure" }, verdict: "fail" },
    { given: { ...example, registry: "0.0.0.0/0", how: "insecure" }, verdict: "fail" },
    { given: { ...example, registry: "http://mirror.shop.example", how: "plain" }, verdict: "fail" },
    { given: { ...example, registry: "127.0.0.0/8", how: "insecure" }, verdict: "pass" },
    { given: { ...example, registry: "localhost:5000", how: "insecure" }, verdict: "pass" },
  ],
  judge: ({ daemon, registry, how }) => {
    if (/\$|\{\{/.test(registry)) return { kind: "unobservable", reason: "the registry is set from outside" };
    if (OWN.test(bareHost(registry))) return { kind: "pass" };
    const isEverything = /^(?:0\.0\.0\.0|::)\/0$|^\*$/.test(registry);
    const message = `${daemon} ${how === "plain" ? "speaks without TLS with" : "believes without a certificate"} ${isEverything ? `every registry (${registry})` : registry}`;
    return { kind: "fail", severity: isEverything ? "high" : "medium", message, cause: `${how} ${registry}` };
  },
};

function bareHost(registry: string): string {
  return registry.replace(/^\w+:\/\//, "");
}
