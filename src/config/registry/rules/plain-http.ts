import type { Rule } from "../../../core/rule.ts";
import type { RegistryEndpoint } from "../facts.ts";

const example = { product: "distribution", encrypted: false, near: false, oldest: "" } as const;

export const plainHttp: Rule<RegistryEndpoint> = {
  id: "config/registry/plain-http",
  on: "registry-endpoint",
  title: "Registry without TLS",
  severity: "medium",
  why: "Passwords and images go over the network in the open, and whoever stands in between puts in an image of theirs. Clients have to be told to believe it, and then believe anybody.",
  fix: "Set a certificate (`http.tls` of distribution, `https` of Harbor). Where a proxy in front has it, say so: `http.host` or `external_url` with `https://`, or listen on the loopback address.",
  standards: ["NIST SP 800-190 4.2.1"],
  examples: [
    { given: example, verdict: "fail" },
    { given: { ...example, product: "Harbor" }, verdict: "fail" },
    { given: { ...example, encrypted: true }, verdict: "pass" },
    { given: { ...example, near: true }, verdict: "pass" },
  ],
  judge: ({ product, encrypted, near }) => {
    if (encrypted || near) return { kind: "pass" };
    return {
      kind: "fail",
      message: `${product === "Harbor" ? "Harbor" : "the registry"} speaks HTTP without TLS`,
      cause: "tls",
    };
  },
};
