import { createHmac } from "node:crypto";
import type { HubEvent, Notification } from "../../contract/notifications.ts";
import type { SubscriptionKind } from "../../contract/subscriptions.ts";
import type { Target } from "./subscriptions.ts";

export interface Message {
  /** The same on every attempt. */
  readonly id: string;
  readonly kind: Exclude<SubscriptionKind, "mail">;
  readonly subscription: string;
  readonly createdAt: Date;
  readonly events: readonly HubEvent[];
}

export interface Written {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Writes a message as its receiver reads it. */
export function writeMessage(message: Message, { secret }: Target, now: Date): Written {
  switch (message.kind) {
    case "webhook":
      return webhook(message, secret ?? "", now);
    case "slack":
      return { headers: {}, body: JSON.stringify({ text: slackText(message.events), unfurl_links: false }) };
  }
}

/** As Standard Webhooks has it: signed are the id, the time of the attempt in seconds, and the body, with dots between. */
function webhook({ id, subscription, createdAt, events }: Message, secret: string, now: Date): Written {
  const notification: Notification = {
    type: "events",
    timestamp: createdAt.toISOString(),
    data: { subscription, events: [...events] },
  };
  const body = JSON.stringify(notification);
  const timestamp = String(Math.floor(now.getTime() / 1_000));
  return {
    headers: {
      "webhook-id": id,
      "webhook-timestamp": timestamp,
      "webhook-signature": `v1,${signatureOf(secret, `${id}.${timestamp}.${body}`)}`,
    },
    body,
  };
}

function signatureOf(secret: string, text: string): string {
  const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
  return createHmac("sha256", key).update(text).digest("base64");
}

/** A mail of plain text, in which nothing can break out of its line. */
export function writeMail(events: readonly HubEvent[]): { subject: string; text: string } {
  const lines = events.slice(0, MOST_LINES).map((event) => `${HEADS[event.type]}: ${oneLine(wordsOf(event))}`);
  const [first = ""] = lines;
  const subject = `[Waybill] ${events.length === 1 ? first.slice(0, 150) : `${events.length} events`}`;
  return { subject, text: `${[...lines, ...leftOf(events)].join("\n\n")}\n` };
}

/** The mailbox in `mailto:team@example.com`. */
export function mailboxOf(address: string): string {
  return address.replace(/^mailto:/i, "");
}

function leftOf(events: readonly HubEvent[]): string[] {
  const left = events.length - MOST_LINES;
  return left > 0 ? [`… and ${left} more`] : [];
}

/** Lines of a message to people, and findings named in each. */
const MOST_LINES = 15;
const NAMED = 3;

function slackText(events: readonly HubEvent[]): string {
  return [...events.slice(0, MOST_LINES).map(lineOf), ...leftOf(events)].join("\n");
}

const HEADS: Readonly<Record<HubEvent["type"], string>> = {
  "finding.opened": "New findings",
  "finding.affected": "New advisories",
  "finding.reopened": "Found again",
  "finding.overdue": "Overdue",
  "malware.found": "Malware",
  "waiver.requested": "Waiver asked for",
  "waiver.decided": "Waiver decided",
  "waiver.ending": "Waiver about to end",
  "deployment.against-decision": "Deployed against the decision",
};

function lineOf(event: HubEvent): string {
  return `*${HEADS[event.type]}*: ${escaped(wordsOf(event))}`;
}

function wordsOf({ data }: HubEvent): string {
  if ("findings" in data) {
    const counts = Object.entries(data.bySeverity).map(([severity, count]) => `${count} ${severity}`);
    const titles = data.findings.slice(0, NAMED).map(({ title }) => title);
    const more = data.total > titles.length ? `; and ${data.total - titles.length} more` : "";
    return `${data.lineage.name} (${counts.join(", ")}): ${titles.join("; ")}${more}`;
  }
  if ("waiver" in data) {
    const about = `${data.kind} ${data.about}`.trim();
    const by = data.decidedBy === null ? data.requestedBy : data.decidedBy;
    return `${data.waiver}, ${about}, ${data.state}, until ${data.until.slice(0, 10)}, by ${by}: ${data.reason}`;
  }
  const open = data.unaccepted === null ? "never looked at" : `${data.unaccepted} findings that nobody accepted`;
  return `${data.digest} into ${data.environment} by ${data.actor}: ${open}`;
}

/** Slack's three characters, and no line of somebody else's. */
function escaped(text: string): string {
  return oneLine(text).replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, " ");
}
