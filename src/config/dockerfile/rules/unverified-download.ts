import type { Rule } from "../../../core/rule.ts";
import type { BroughtIn } from "../facts.ts";

const example = { by: "ADD", sources: ["https://x.example/a.tgz"], mode: "", checksum: false } as const;

export const unverifiedDownload: Rule<BroughtIn> = {
  id: "config/dockerfile/unverified-download",
  on: "brought-in",
  title: "Download without a checksum",
  severity: "medium",
  confidence: "proven",
  why: "The file may be another one tomorrow, and the build would not notice.",
  fix: "Add `--checksum=sha256:…`.",
  standards: ["CIS Docker 4.9", "SLSA build"],
  aliases: ["CKV_DOCKER_4", "DS005"],
  examples: [
    { given: example, verdict: "fail" },
    { given: { ...example, checksum: true }, verdict: "pass" },
    { given: { ...example, sources: ["a.tgz"] }, verdict: "pass" },
  ],
  judge: ({ by, sources, checksum }) => {
    const address = by === "ADD" ? sources.find((source) => /^(?:https?|ftp):\/\//.test(source)) : undefined;
    if (address === undefined || checksum) return { kind: "pass" };
    const shown = address.replace(/\/\/[^/]*@/, "//…@").replace(/\?.*/s, "?…");
    return {
      kind: "fail",
      severity: address.startsWith("https:") ? "medium" : "high",
      message: `${shown} is fetched without a checksum`,
      cause: shown,
    };
  },
};
