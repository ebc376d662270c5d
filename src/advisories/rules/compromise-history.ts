import type { Rule } from "../../core/rule.ts";
import type { CompromiseHistory } from "../facts.ts";

const stream = { name: "event-stream", version: "4.0.1", records: ["GHSA-mh6f-8j2x-4483"] } as const;

export const compromiseHistory: Rule<CompromiseHistory> = {
  id: "advisories/compromise-history",
  on: "compromise-history",
  title: "Component whose name once carried malware",
  severity: "info",
  confidence: "proven",
  why: "Somebody published malware under this name before. This version is none of those, but whoever got in once is worth a second look.",
  fix: "Nothing is to be done for this version; hold it fast by a lock with hashes, and look at updates before they are taken.",
  standards: ["OWASP CICD-SEC-3"],
  examples: [
    { given: stream, verdict: "fail" },
    { given: { ...stream, records: [] }, verdict: "pass" },
  ],
  judge: ({ name, version, records }) => {
    if (records.length === 0) return { kind: "pass" };
    const shown = records.slice(0, 10).join(", ");
    return {
      kind: "fail",
      message: `${name} ${version} is clean, and other versions of ${name} were malware`,
      evidence: [{ kind: "match", text: `${shown}: ${version} is not among the versions that are named` }],
    };
  },
};
