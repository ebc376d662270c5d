import type { Signals } from "../../core/fact.ts";
import type { Trigger } from "../facts.ts";

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

/** Reads `on:` in its three forms: a word, a list, a map. */
export function readTrigger(on: unknown): Trigger {
  const events = eventsIn(on);
  const privileged = events.some((event) => PRIVILEGED.has(event));
  return { events, privileged, outsider: privileged || events.some((event) => HARMLESS_FROM_OUTSIDE.has(event)) };
}

function eventsIn(on: unknown): string[] {
  if (typeof on === "string") return [on];
  if (Array.isArray(on)) return on.filter((event) => typeof event === "string");
  return on !== null && typeof on === "object" ? Object.keys(on) : [];
}

/** How far the pipeline can be reached from outside, for the ranking. */
export function reachOf({ events, outsider, privileged }: Trigger): Signals {
  if (privileged) {
    const event = events.find((name) => PRIVILEGED.has(name));
    return { reach: { level: "anyone", because: `anyone can start it through ${event}, and it then holds secrets` } };
  }
  if (outsider) {
    return {
      reach: { level: "contributor", because: "a pull request starts it, without secrets when it comes from a fork" },
    };
  }
  return { reach: { level: "member", because: "only people with write access start it" } };
}
