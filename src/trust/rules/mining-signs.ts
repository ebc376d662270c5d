import type { Rule } from "../../core/rule.ts";
import type { MiningSigns } from "../facts.ts";

export const miningSigns: Rule<MiningSigns> = {
  id: "trust/mining-signs",
  on: "mining-signs",
  title: "Signs that something mines coins",
  severity: "critical",
  why: "Miners are what attackers put into images most often: thirty images of ten accounts had been pulled twenty million times in 2021 (Unit 42). Where a miner came in, so can something else.",
  fix: "Take the image out of use, find out which layer brought it and who pushed that, and rebuild from a base you approve.",
  standards: ["MITRE ATT&CK T1496", "NIST SI-3"],
  examples: [
    {
      given: {
        signs: [
          { sign: "miner program", shown: "xmrig", where: "usr/bin/xmrig" },
          { sign: "pool address", shown: "stratum+tcp://pool.example:3333", where: "etc/config.json" },
        ],
      },
      verdict: "fail",
    },
    { given: { signs: [{ sign: "pool name", shown: "nanopool.org", where: "usr/share/doc/x" }] }, verdict: "fail" },
    { given: { signs: [] }, verdict: "pass" },
  ],
  judge: ({ signs }) => {
    const kinds = [...new Set(signs.map(({ sign }) => sign))].sort();
    if (kinds.length === 0) return { kind: "pass" };
    const certain = kinds.length > 1;
    return {
      kind: "fail",
      severity: certain ? "critical" : "low",
      confidence: certain ? "likely" : "possible",
      message: certain
        ? `${kinds.length} signs of mining: ${kinds.join(", ")}`
        : `one sign of mining: ${kinds[0]} (${signs[0]?.shown})`,
      evidence: signs.map(({ sign, shown, where }) => ({ kind: "bytes", text: `${sign}: ${shown} in ${where}` })),
    };
  },
};
