import type { Detector } from "../../detector.ts";
import { named, prefixed } from "./provider.ts";
import { base62, hex, lower, series, text, urlSafe } from "./shape.ts";

/** What applications log in with at those who know their users. Forms as the providers document them. */
export const identities: readonly Detector[] = [
  named(
    [
      "okta-token",
      "Okta API token",
      "critical",
      "It manages users, groups and applications as the administrator who made it.",
      "Revoke it under Security, API, Tokens.",
    ],
    ["okta"],
    ["token", "apitoken", "apikey"],
    series(text("00"), urlSafe(40)),
  ),
  named(
    [
      "auth0-client-secret",
      "Auth0 client secret",
      "high",
      "With its client id it gets tokens as the application.",
      "Rotate it under the application's settings.",
    ],
    ["auth0"],
    ["clientsecret", "secret"],
    urlSafe(64),
  ),
  named(
    [
      "spotify-client-secret",
      "Spotify client secret",
      "medium",
      "With its client id it gets tokens as the application.",
      "Rotate it in the developer dashboard.",
    ],
    ["spotify"],
    ["clientsecret", "secret"],
    hex(32),
  ),
  named(
    [
      "twitch-client-secret",
      "Twitch client secret",
      "medium",
      "With its client id it gets tokens as the application.",
      "Issue a new one in the developer console.",
    ],
    ["twitch"],
    ["clientsecret", "secret", "token"],
    lower(30),
  ),
  named(
    [
      "facebook-app-secret",
      "Facebook app secret",
      "high",
      "It gets tokens as the application and proves its calls.",
      "Reset it under App settings, Basic.",
    ],
    ["facebook", "fb_"],
    ["appsecret", "clientsecret", "secret"],
    hex(32),
  ),
  named(
    [
      "twitter-api-secret",
      "X (Twitter) API secret",
      "high",
      "With its key it signs requests as the application.",
      "Regenerate it under Keys and tokens.",
    ],
    ["twitter"],
    ["apisecret", "consumersecret", "secret", "secretkey"],
    base62(50),
  ),
  named(
    [
      "discord-client-secret",
      "Discord client secret",
      "high",
      "With its client id it gets tokens as the application.",
      "Reset it under OAuth2 in the developer portal.",
    ],
    ["discord"],
    ["clientsecret", "secret"],
    urlSafe(32),
  ),
  prefixed(
    [
      "adobe-client-secret",
      "Adobe client secret",
      "high",
      "With its client id it gets tokens as the integration.",
      "Rotate it under Credentials of the project in the developer console.",
    ],
    "p8e-",
    urlSafe(32),
  ),
  named(
    [
      "asana-client-secret",
      "Asana client secret",
      "high",
      "With its client id it gets tokens as the application.",
      "Reset it in the developer console.",
    ],
    ["asana"],
    ["clientsecret", "secret"],
    hex(32),
  ),
];
