import type { Rule } from "../../core/rule.ts";
import type { DownloadedProgram } from "../facts.ts";

const tool = { file: "tool", check: "none", address: "https://x.example/v1.2.0/tool" } as const;

export const unverifiedDownload: Rule<DownloadedProgram> = {
  id: "workflows/unverified-download",
  on: "downloaded-program",
  title: "Program fetched and run without a checksum of one's own",
  severity: "low",
  why: "Whoever can change what lies at the address runs in your pipeline. A checksum or signature that is fetched from the same place changes with it, as it would have in Codecov's case in 2021.",
  fix: "Fetch a named version, and compare it with a checksum that stands in this repository before it runs.",
  standards: ["OWASP CICD-SEC-3", "CIS SSC 3.1.7"],
  aliases: ["pipeline-check/GHA-016"],
  examples: [
    { given: tool, verdict: "fail" },
    { given: { ...tool, address: "https://x.example/latest/tool", check: "signature" }, verdict: "fail" },
    { given: { ...tool, check: "same-origin" }, verdict: "fail" },
    { given: { ...tool, check: "signature" }, verdict: "pass" },
    { given: { ...tool, check: "written-down" }, verdict: "pass" },
  ],
  judge: ({ address, file, check }) => {
    const moves = /\/(?:latest|main|master|stable|current|nightly|HEAD)(?:\/|$)/i.test(address);
    if (check === "written-down" || (check === "signature" && !moves)) return { kind: "pass" };
    const without = {
      none: "without a check",
      "same-origin": "held against a checksum that comes from where it comes from",
      signature: "whatever its maker has signed there today",
    }[check];
    return {
      kind: "fail",
      severity: address.startsWith("http:") ? "high" : moves && check === "none" ? "medium" : "low",
      message: `${file} is fetched from ${address} and run, ${without}`,
      cause: address,
      evidence: [{ kind: "bytes", text: address.slice(0, 300) }],
    };
  },
};
