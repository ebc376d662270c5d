import type { JudgedFinding } from "../core/finding.ts";
import { findingId } from "../core/identity.ts";
import { subject } from "../core/subject.ts";

/** A finding as a room yields it, with what a test cares about set and the rest plain. */
export function judgedFinding(more: Partial<JudgedFinding> = {}): JudgedFinding {
  const rule = more.rule ?? "config/example";
  const about = more.subject ?? subject("file", "Dockerfile");
  return {
    id: findingId(rule, about, more.title ?? ""),
    rule,
    room: "config",
    title: "something is set dangerously",
    severity: "high",
    confidence: "likely",
    subject: about,
    locations: [{ path: "Dockerfile", line: 1 }],
    evidence: [],
    fix: { kind: "advice", summary: "Set it otherwise." },
    standards: [],
    aliases: [],
    references: [],
    signals: {},
    deed: { key: more.id ?? more.title ?? rule, action: "Set it otherwise", subject: about },
    ...more,
  };
}
