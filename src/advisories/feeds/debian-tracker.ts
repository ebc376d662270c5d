import * as z from "zod";
import type { Severity } from "../../core/severity.ts";
import { type State, stateOf } from "../state.ts";
import type { AffectedPart } from "../store/affected.ts";
import type { Entry, EntryPackage, Refused } from "../store/entry.ts";
import { deb } from "../versions/deb.ts";
import { jsonMembers } from "./json-members.ts";

/** The parts that we use of what Debian's security tracker publishes (security-tracker.debian.org/tracker/data/json). */
const Release = z.object({
  status: z.enum(["open", "resolved", "undetermined"]),
  repositories: z.record(z.string(), z.string()).default({}),
  fixed_version: z.string().optional(),
  urgency: z.string().default(""),
  nodsa: z.string().optional(),
  nodsa_reason: z.string().nullish(),
});
type Release = z.infer<typeof Release>;

const Issue = z.object({ description: z.string().optional(), releases: z.record(z.string(), Release) });
type Issue = z.infer<typeof Issue>;

/** By code name (debian.org/releases); what is not here has no number that an installed system would show. */
const NUMBERS: Readonly<Record<string, string>> = {
  jessie: "8",
  stretch: "9",
  buster: "10",
  bullseye: "11",
  bookworm: "12",
  trixie: "13",
  forky: "14",
  duke: "15",
};

/** What the tracker says of every hole in every source package, by release. A bad issue is refused alone. */
export function* readDebianTracker(path: string, modified: string): Generator<Entry | Refused> {
  for (const { name, text } of jsonMembers(path)) {
    const issues = z.record(z.string(), z.unknown()).safeParse(parse(text));
    if (!issues.success) yield { refused: name, reason: "is no list of issues" };
    else for (const [id, issue] of Object.entries(issues.data)) yield entryOf(name, id, issue, modified);
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // refused by the schema
  }
}

function entryOf(source: string, id: string, raw: unknown, modified: string): Entry | Refused {
  const issue = Issue.safeParse(raw);
  if (!issue.success) {
    const [problem] = issue.error.issues;
    return { refused: `${source}: ${id}`, reason: `${problem?.path.join(".")}: ${problem?.message}` };
  }
  return {
    id,
    malicious: false,
    details: {
      summary: titleOf(issue.data, id),
      aliases: [],
      causes: [],
      related: [],
      links: [`https://security-tracker.debian.org/tracker/${encodeURIComponent(id)}`],
      vectors: [],
      modified,
    },
    packages: packagesOf(source, issue.data),
  };
}

function titleOf({ description = "" }: Issue, id: string): string {
  const line = description.split("\n")[0]?.trim() ?? "";
  return line === "" ? id : line.length > 200 ? `${line.slice(0, 199)}…` : line;
}

function packagesOf(name: string, { releases }: Issue): EntryPackage[] {
  return Object.entries(releases).flatMap(([codename, release]) => {
    const number = NUMBERS[codename];
    return number === undefined ? [] : [{ ecosystem: `Debian:${number}`, name, affected: [partOf(release)] }];
  });
}

function partOf(release: Release): AffectedPart {
  const { fixed_version: fixed, urgency } = release;
  const isFixed = release.status === "resolved" && fixed !== undefined;
  const state = stateIn(release);
  const severity = SEVERITIES[urgency.replace(/\**$/, "")];
  const note = noteOf(release);
  return {
    ranges: [[{ type: "introduced", at: "0" }, ...(isFixed ? [{ type: "fixed" as const, at: fixed }] : [])]],
    versions: [],
    ...(state !== undefined && { state }),
    ...(severity !== undefined && { severity }),
    ...(note !== "" && { note }),
  };
}

/** The tracker's urgencies (its documentation, "severity levels"). */
const SEVERITIES: Readonly<Record<string, Severity>> = {
  unimportant: "info",
  low: "low",
  medium: "medium",
  high: "high",
};

/** Undefined where the range says it all: fixed, or open without a word. */
function stateIn({ status, fixed_version: fixed, urgency, nodsa, nodsa_reason }: Release): State | undefined {
  if (status === "undetermined") return "under-investigation";
  if (status === "resolved") return fixed === "0" ? "not-affected" : undefined;
  if (urgency === "end-of-life") return "end-of-life";
  return stateOf(nodsa_reason) ?? (nodsa === undefined ? undefined : "deferred");
}

function noteOf({ status, nodsa, urgency, fixed_version: fixed, repositories }: Release): string {
  if (status === "resolved") {
    if (fixed === undefined || fixed === "0") return "";
    const isOut = Object.values(repositories).some((version) => (deb.compare(version, fixed) ?? 0) >= 0);
    return isOut || Object.keys(repositories).length === 0 ? "" : "the fixed version is not in the archive yet";
  }
  return nodsa?.trim() || (urgency === "unimportant" ? "unimportant" : "");
}
