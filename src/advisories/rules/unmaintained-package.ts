import type { Rule } from "../../core/rule.ts";
import type { MatchedAdvisory } from "../facts.ts";

const ansi = {
  vulnerability: "RUSTSEC-2021-0139",
  name: "ansi_term",
  version: "0.12.1",
  packages: [],
  imports: [],
  records: ["RUSTSEC-2021-0139"],
  toldIn: [],
  aliases: [],
  causes: [],
  summary: "ansi_term is unmaintained",
  severity: "unknown",
  basis: "",
  because: "0.12.1 lies in the range from 0, with no fix named",
  fixedIn: "",
  distributor: "",
  state: "affected-no-fix",
  note: "",
  malicious: false,
  notice: "unmaintained",
  links: [],
} as const;

export const unmaintainedPackage: Rule<MatchedAdvisory> = {
  id: "advisories/unmaintained-package",
  on: "matched-advisory",
  title: "Component that nobody maintains any more",
  severity: "low",
  confidence: "proven",
  why: "Its maintainer has stopped or no longer answers. No hole is known by this alone, but the next one will find nobody who mends it.",
  fix: "Move to a package that is maintained; the advisory mostly names one.",
  standards: ["OWASP A06:2021", "CWE-1104"],
  examples: [
    { given: ansi, verdict: "fail" },
    { given: { ...ansi, fixedIn: "0.13.0" }, verdict: "fail" },
    { given: { ...ansi, notice: "" }, verdict: "not-applicable" },
    { given: { ...ansi, notice: "unsound" }, verdict: "not-applicable" },
  ],
  judge: ({ notice, name, version, summary, vulnerability, records, because, fixedIn }) => {
    if (notice !== "unmaintained") return { kind: "not-applicable" };
    const word = summary === vulnerability ? "nobody maintains it any more" : summary;
    return {
      kind: "fail",
      message: `${name} ${version}: ${word} (${vulnerability})`,
      cause: vulnerability,
      evidence: [{ kind: "match", text: `${records.join(", ")}: ${because}` }],
      ...(fixedIn !== "" && {
        fix: { kind: "upgrade" as const, summary: `Move ${name} from ${version} to ${fixedIn} or later.` },
      }),
    };
  },
};
