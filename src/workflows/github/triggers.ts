import type { Signals } from "../../core/fact.ts";
import { asMap, texts } from "../../documents/shape.ts";
import type { Trigger } from "../facts.ts";
import { narrower, type Passage, passageOf } from "./expressions/outsider.ts";

/** Events that an account without rights can cause and that run with the repository's secrets and token. */
const PRIVILEGED = new Set([
  "pull_request_target",
  "workflow_run",
  "issue_comment",
  "issues",
  "discussion",
  "discussion_comment",
  "fork",
  "watch",
  "gollum",
]);

/** Caused by anyone, too, but a fork's run gets a token that reads and no secrets. */
const HARMLESS_FROM_OUTSIDE = new Set(["pull_request", "pull_request_review", "pull_request_review_comment"]);

/** Kinds of activity that only a member can cause. */
const BY_MEMBERS = new Set([
  "labeled",
  "unlabeled",
  "assigned",
  "unassigned",
  "milestoned",
  "demilestoned",
  "locked",
  "unlocked",
  "pinned",
  "unpinned",
  "transferred",
  "deleted",
  "review_requested",
  "enqueued",
]);

/** Reads `on:` in its three forms: a word, a list, a map. */
export function readTrigger(on: unknown): Trigger {
  const events = eventsIn(on);
  return triggerOf(events, (event) => passageOfTypes(on, event));
}

/** What is left of a trigger behind the conditions of a job, of those that it needs, or of a step. */
export function narrow(trigger: Trigger, conditions: readonly string[]): Trigger {
  if (conditions.length === 0) return trigger;
  const before = (event: string): Passage => {
    const isClosed = PRIVILEGED.has(event) ? !(trigger.opened ?? []).includes(event) : !trigger.outsider;
    return isClosed ? "closed" : trigger.gate ? "approved" : "open";
  };
  return triggerOf(trigger.events, (event) =>
    conditions.reduce<Passage>((passage, condition) => narrower(passage, passageOf(condition, event)), before(event)),
  );
}

function triggerOf(events: readonly string[], passage: (event: string) => Passage): Trigger {
  const passing = events.filter((event) => PRIVILEGED.has(event) && passage(event) !== "closed");
  const open = passing.filter((event) => passage(event) === "open");
  const opened = open.length > 0 ? open : passing;
  const harmless = events.some((event) => HARMLESS_FROM_OUTSIDE.has(event) && passage(event) === "open");
  const gate = opened.length > 0 && open.length === 0 ? { gate: "a label or the like, which a member sets" } : {};
  return { events, privileged: opened.length > 0, outsider: opened.length > 0 || harmless, opened, ...gate };
}

function passageOfTypes(on: unknown, event: string): Passage {
  const types = asMap(asMap(on)?.[event])?.types;
  const listed = typeof types === "string" ? [types] : texts(types);
  return listed.length > 0 && listed.every((type) => BY_MEMBERS.has(type)) ? "approved" : "open";
}

function eventsIn(on: unknown): string[] {
  if (typeof on === "string") return [on];
  if (Array.isArray(on)) return on.filter((event) => typeof event === "string");
  return on !== null && typeof on === "object" ? Object.keys(on) : [];
}

/** How far the pipeline can be reached from outside, for the ranking. */
export function reachOf({ outsider, privileged, opened = [], gate }: Trigger): Signals {
  if (privileged && gate !== undefined) {
    return { reach: { level: "contributor", because: `anyone can start it once it has ${gate}` } };
  }
  if (privileged) {
    const event = opened[0] ?? "an event";
    return { reach: { level: "anyone", because: `anyone can start it through ${event}, and it then holds secrets` } };
  }
  if (outsider) {
    return {
      reach: { level: "contributor", because: "a pull request starts it, without secrets when it comes from a fork" },
    };
  }
  return { reach: { level: "member", because: "only people with write access start it" } };
}
