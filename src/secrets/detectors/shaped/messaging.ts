import type { Detector } from "../../detector.ts";
import { named, prefixed } from "./provider.ts";
import { base62, between, hex, lower, series, text, upper, urlSafe } from "./shape.ts";

/** What tells people. Forms as the providers document them. */
export const messaging: readonly Detector[] = [
  named(
    [
      "twilio-api-key-id",
      "Twilio API key id",
      "low",
      "It names a key; its secret is often near.",
      "Delete the key under Account, API keys.",
    ],
    ["twilio"],
    ["apikey", "apikeysid"],
    series(text("SK"), hex(32)),
  ),
  named(
    [
      "mattermost-token",
      "Mattermost token",
      "high",
      "It reads and writes as its user or bot.",
      "Revoke it under Profile, Security, Personal access tokens.",
    ],
    ["mattermost"],
    ["token", "accesstoken", "bottoken"],
    lower(26),
  ),
  named(
    [
      "messagebird-key",
      "Bird (MessageBird) access key",
      "high",
      "It sends messages on the account, and reads them.",
      "Delete it under Developers, API access.",
    ],
    ["messagebird"],
    ["accesskey", "apikey", "token", "key"],
    base62(25),
  ),
  named(
    [
      "vonage-secret",
      "Vonage API secret",
      "high",
      "With its key it sends messages and calls on the account.",
      "Rotate it under API settings.",
    ],
    ["vonage", "nexmo"],
    ["apisecret", "secret"],
    base62(16),
  ),
  named(
    [
      "mailjet-secret",
      "Mailjet secret key",
      "high",
      "With its key it sends mail as you, and reads contacts.",
      "Reset it under Account, API key management.",
    ],
    ["mailjet", "mj_"],
    ["secretkey", "apisecret", "secret", "privatekey"],
    hex(32),
  ),
  named(
    [
      "sparkpost-key",
      "SparkPost API key",
      "high",
      "It sends mail as you, and reads whom it was sent to.",
      "Delete it under Configuration, API keys.",
    ],
    ["sparkpost"],
    ["apikey", "key"],
    hex(40),
  ),
  named(
    [
      "mandrill-key",
      "Mandrill API key",
      "high",
      "It sends mail as you, and reads what was sent.",
      "Delete it under Settings, SMTP and API info.",
    ],
    ["mandrill"],
    ["apikey", "key"],
    series(text("md-"), urlSafe(22)),
  ),
  named(
    [
      "pushover-token",
      "Pushover application token",
      "low",
      "It sends notifications as the application.",
      "Delete the application and make a new one.",
    ],
    ["pushover"],
    ["token", "apitoken", "userkey"],
    lower(30),
  ),
  named(
    [
      "pusher-secret",
      "Pusher secret",
      "medium",
      "With its key it sends into every channel of the application.",
      "Make a new pair under App keys.",
    ],
    ["pusher"],
    ["secret", "appsecret"],
    hex(20),
  ),
  prefixed(
    [
      "telnyx-key",
      "Telnyx API key",
      "high",
      "It sends messages and calls on the account.",
      "Delete it under API keys in the portal.",
    ],
    "KEY0",
    series(upper(31), text("_"), between(base62, 20, 24)),
  ),
  named(
    [
      "klaviyo-key",
      "Klaviyo private key",
      "high",
      "It reads and changes profiles, and sends campaigns.",
      "Delete it under Settings, API keys.",
    ],
    ["klaviyo"],
    ["privatekey", "apikey", "key"],
    series(text("pk_"), base62(34)),
  ),
  named(
    [
      "sendbird-token",
      "Sendbird API token",
      "high",
      "It reads and writes every channel of the application.",
      "Revoke it under Settings, General.",
    ],
    ["sendbird"],
    ["apitoken", "token"],
    hex(40),
  ),
];
