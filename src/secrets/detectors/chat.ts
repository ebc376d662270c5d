import type { Detector, Found, Refused, Searched } from "../detector.ts";
import { isWord } from "../frames/byte-text.ts";

export const chat: readonly Detector[] = [
  {
    id: "slack-token",
    title: "Slack token",
    severity: "high",
    why: "It reads and writes messages and files as its application, bot or user.",
    fix: "Revoke it with auth.revoke, or reissue it under the application's OAuth & Permissions.",
    references: ["https://docs.slack.dev/authentication/tokens"],
    aliases: ["gitleaks:slack-bot-token", "trufflehog:Slack"],
    take: {
      kind: "token",
      keywords: ["xoxb-", "xoxp-", "xoxa-", "xoxr-", "xoxs-", "xoxe-", "xoxe.", "xapp-"],
      pattern:
        /(?:xox[bpars]-[\dA-Za-z]{9,14}-[\w-]{20,120}|xoxe(?:\.xox[bp])?-\d-[A-Za-z\d]{40,200}|xapp-\d-[A-Z\d]{9,13}-\d{9,14}-[a-f\d]{64})/y,
      shown: 5,
    },
    samples: (make) => ({
      found: [
        { path: ".env", text: `SLACK_BOT_TOKEN=xoxb-${make.digits(12)}-${make.digits(13)}-${make.base62(24)}` },
        { text: `xapp-1-A${make.upper(10)}-${make.digits(13)}-${make.hex(64)}` },
      ],
      missed: [{ text: `xoxb-${make.digits(12)}` }, { text: "xoxb-your-token-here" }],
    }),
  },
  {
    id: "slack-webhook",
    title: "Slack incoming webhook",
    severity: "medium",
    why: "Whoever knows it posts into its channel as your application.",
    fix: "Remove it under the application's Incoming Webhooks and add a new one.",
    take: {
      kind: "token",
      keywords: ["hooks.slack.com/services/"],
      pattern: /hooks\.slack\.com\/services\/(?<value>T[A-Z\d]{8,12}\/B[A-Z\d]{8,12}\/[A-Za-z\d]{20,26})/y,
      shown: 0,
    },
    samples: (make) => ({
      found: [{ text: `https://hooks.slack.com/services/T${make.upper(9)}/B${make.upper(9)}/${make.base62(24)}` }],
      missed: [
        { text: `https://hooks.slack.com/services/T${"0".repeat(8)}/B${"0".repeat(8)}/${"X".repeat(24)}` },
        { text: `https://hooks.slack.com/services/T${make.upper(9)}/B${make.upper(9)}` },
      ],
    }),
  },
  {
    id: "discord-webhook",
    title: "Discord webhook",
    severity: "medium",
    why: "Whoever knows it posts into its channel.",
    fix: "Delete it under the channel's Integrations.",
    take: {
      kind: "token",
      keywords: ["discord.com/api/webhooks/", "discordapp.com/api/webhooks/"],
      pattern: /discord(?:app)?\.com\/api\/webhooks\/\d{17,20}\/(?<value>[\w-]{60,72})/y,
      shown: 0,
    },
    samples: (make) => ({
      found: [{ text: `https://discord.com/api/webhooks/${make.digits(18)}/${make.urlSafe(68)}` }],
      missed: [{ text: `https://discord.com/api/webhooks/${make.digits(18)}/${make.urlSafe(20)}` }],
    }),
  },
  {
    id: "discord-bot-token",
    title: "Discord bot token",
    severity: "high",
    why: "It acts as the bot in every server that the bot is in.",
    fix: "Reset the token under Bot in the developer portal.",
    take: {
      kind: "assigned",
      near: ["discord", "bot"],
      names: ["token", "bottoken", "secret", "key"],
      pattern: /[MNO][A-Za-z\d_-]{23,27}\.[\w-]{6}\.[\w-]{27,38}/y,
    },
    samples: (make) => ({
      found: [{ path: ".env", text: `DISCORD_TOKEN=M${make.base62(23)}.${make.base62(6)}.${make.urlSafe(38)}` }],
      missed: [{ path: ".env", text: `DISCORD_TOKEN=M${make.base62(10)}.${make.base62(6)}.${make.urlSafe(12)}` }],
    }),
  },
  {
    id: "telegram-bot-token",
    title: "Telegram bot token",
    severity: "high",
    why: "It reads and writes as the bot in all its chats.",
    fix: "Send /revoke to @BotFather.",
    take: { kind: "read", keywords: [":AA"], read: readTelegram },
    samples: (make) => ({
      found: [{ path: ".env", text: `BOT=${make.digits(10)}:AA${make.urlSafe(33)}` }],
      missed: [{ path: ".env", text: `BOT=${make.digits(4)}:AA${make.urlSafe(33)}` }],
    }),
  },
  {
    id: "teams-webhook",
    title: "Microsoft Teams webhook",
    severity: "medium",
    why: "Whoever knows it posts into its channel.",
    fix: "Remove the connector from the channel, or the workflow behind it.",
    take: {
      kind: "token",
      keywords: [".webhook.office.com/webhookb2/"],
      pattern:
        /\.webhook\.office\.com\/webhookb2\/(?<value>[\da-f-]{36}@[\da-f-]{36}\/IncomingWebhook\/[\da-f]{32}\/[\da-f-]{36})/y,
      shown: 0,
    },
    samples: (make) => ({
      found: [
        {
          text: `https://team.webhook.office.com/webhookb2/${make.uuid()}@${make.uuid()}/IncomingWebhook/${make.hex(32)}/${make.uuid()}`,
        },
      ],
      missed: [{ text: `https://team.webhook.office.com/webhookb2/${make.uuid()}` }],
    }),
  },
];

const BEFORE = 11;

/** The bot's number, a colon, and thirty-five characters that begin with `AA`. */
function* readTelegram({ bytes }: Searched, at: number): Iterable<Found | Refused> {
  let start = at;
  while (at - start < BEFORE && isDigit(bytes[start - 1])) start--;
  if (at - start < 8 || at - start === BEFORE || isWord(bytes[start - 1])) return;
  const match = /^:AA[\w-]{33}/.exec(bytes.toString("latin1", at, at + 40))?.[0];
  if (match === undefined || isWord(bytes[at + match.length]) || bytes[at + match.length] === 0x2d) return;
  const end = at + match.length;
  yield { value: bytes.toString("latin1", start, end), start, end, frame: "text" };
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x30 && byte <= 0x39;
}
