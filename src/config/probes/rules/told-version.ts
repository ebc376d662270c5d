import type { Rule } from "../../../core/rule.ts";
import type { ToldVersion } from "../facts.ts";

const example = { product: "API server", address: "https://10.0.0.5:6443" } as const;

export const toldVersion: Rule<ToldVersion> = {
  id: "config/probes/told-version",
  on: "told-version",
  title: "Version told to whoever asks",
  severity: "info",
  confidence: "proven",
  why: "It saves an intruder the search: the holes of exactly this version are looked up in a minute.",
  fix: "Keep the address from whoever has no business there; of an API server, take the role `system:public-info-viewer` from `system:unauthenticated`.",
  standards: ["CWE-200", "MITRE ATT&CK T1592.002"],
  aliases: ["KHV002"],
  examples: [
    { given: { ...example, version: "v1.36.3" }, verdict: "fail" },
    { given: { ...example, version: "" }, verdict: "pass" },
  ],
  judge: ({ product, address, version }) =>
    version === ""
      ? { kind: "pass" }
      : { kind: "fail", message: `the ${product} at ${address} tells anyone that it is ${version}`, cause: version },
};
