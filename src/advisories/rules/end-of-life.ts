import type { Rule } from "../../core/rule.ts";
import type { ReleaseSupport } from "../facts.ts";

const stretch = {
  product: "Debian",
  release: "9",
  until: "2020-07-18",
  extended: "2022-06-30",
  next: "13, until 2028-08-09",
  page: "https://wiki.debian.org/DebianReleases",
  takenOn: "2026-08-22",
  today: "2026-11-24",
} as const;

/** Days before the end from which on it is said. */
const SOON = 90;

export const endOfLife: Rule<ReleaseSupport> = {
  id: "advisories/end-of-life",
  on: "release-support",
  title: "Release past the end of its support",
  severity: "high",
  confidence: "proven",
  why: "Holes that are found from now on are not mended in this release, and often nobody says any more whether it has them: that no advisory names it proves nothing.",
  fix: "Move to a release that is supported.",
  standards: ["OWASP A06:2021", "CWE-1104"],
  examples: [
    { given: stretch, verdict: "fail" },
    { given: { ...stretch, release: "13", until: "2028-08-09", extended: "2030-06-30" }, verdict: "pass" },
    { given: { ...stretch, release: "12", until: "2026-07-11", extended: "2028-06-30" }, verdict: "fail" },
    { given: { ...stretch, release: "12", until: "2026-12-24", extended: "" }, verdict: "fail" },
  ],
  judge: ({ product, release, until, extended, next, page, takenOn, today }) => {
    const name = `${product} ${release}`;
    const evidence = [{ kind: "claim" as const, text: `${page}, as of ${takenOn}` }];
    const summary = next === "" ? `Move to a release of ${product} that is supported.` : `Move to ${product} ${next}.`;
    const fix = { kind: "advice" as const, summary };
    if (today > until && today > extended)
      return { kind: "fail", message: `${name} is out of support since ${extended || until}`, evidence, fix };
    if (today > until) {
      const message = `${name} is out of its maker's support since ${until}; volunteers go on until ${extended}`;
      return { kind: "fail", severity: "low", message, evidence, fix };
    }
    const days = Math.round((Date.parse(until) - Date.parse(today)) / 86_400_000);
    if (days > SOON || extended !== "") return { kind: "pass" };
    return { kind: "fail", severity: "info", message: `${name} is out of support from ${until} on`, evidence, fix };
  },
};
