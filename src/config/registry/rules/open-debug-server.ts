import type { Rule } from "../../../core/rule.ts";
import { isLoopback, listenHost } from "../../loopback.ts";
import type { RegistryDebug } from "../facts.ts";

export const openDebugServer: Rule<RegistryDebug> = {
  id: "config/registry/open-debug-server",
  on: "registry-debug",
  title: "Debug server of a registry on the network",
  severity: "medium",
  confidence: "proven",
  why: "It shows profiles and the memory of the process to everybody who reaches the port, and no login can be put before it.",
  fix: "Let it listen on the loopback address (`localhost:5001`), or leave `http.debug` out.",
  standards: ["CWE-489"],
  references: ["https://distribution.github.io/distribution/about/configuration/#debug"],
  examples: [
    { given: { address: ":5001" }, verdict: "fail" },
    { given: { address: "0.0.0.0:5001" }, verdict: "fail" },
    { given: { address: "localhost:5001" }, verdict: "pass" },
  ],
  judge: ({ address }) => {
    if (isLoopback(listenHost(address))) return { kind: "pass" };
    return { kind: "fail", message: `the registry's debug server listens on ${address}`, cause: "debug" };
  },
};
