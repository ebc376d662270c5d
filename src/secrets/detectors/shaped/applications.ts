import type { Detector } from "../../detector.ts";
import { named, prefixed } from "./provider.ts";
import { base62, hex, lower, urlSafe, uuid } from "./shape.ts";

/** What teams plan and write with. Forms as the providers document them. */
export const applications: readonly Detector[] = [
  prefixed(
    [
      "trello-token",
      "Trello token",
      "medium",
      "It reads and changes the boards of its user.",
      "Revoke it under Account settings, Applications.",
    ],
    "ATTA",
    lower(72),
  ),
  prefixed(
    [
      "contentful-management-token",
      "Contentful management token",
      "high",
      "It reads and changes all content and its model.",
      "Revoke it under Settings, CMA tokens.",
    ],
    "CFPAT-",
    urlSafe(43),
  ),
  prefixed(
    [
      "readme-key",
      "ReadMe API key",
      "medium",
      "It reads and changes the documentation.",
      "Delete it under Configuration, API keys.",
    ],
    "rdme_",
    lower(70),
  ),
  prefixed(
    [
      "typeform-token",
      "Typeform token",
      "high",
      "It reads forms with all their answers.",
      "Revoke it under Your settings, Personal tokens.",
    ],
    "tfp_",
    urlSafe(59),
  ),
  prefixed(
    [
      "frameio-token",
      "Frame.io token",
      "medium",
      "It reads and changes projects and their media.",
      "Delete it under Developer, Tokens.",
    ],
    "fio-u-",
    urlSafe(64),
  ),
  prefixed(
    [
      "hubspot-token-us",
      "HubSpot private app token, North America",
      "high",
      "It reads and changes contacts and deals within its scopes.",
      "Rotate it under Settings, Integrations, Private apps.",
    ],
    "pat-na1-",
    uuid,
  ),
  prefixed(
    [
      "hubspot-token-eu",
      "HubSpot private app token, Europe",
      "high",
      "It reads and changes contacts and deals within its scopes.",
      "Rotate it under Settings, Integrations, Private apps.",
    ],
    "pat-eu1-",
    uuid,
  ),
  named(
    [
      "contentful-delivery-token",
      "Contentful delivery token",
      "low",
      "It reads all content of the space that is published.",
      "Delete it under Settings, API keys.",
    ],
    ["contentful"],
    ["accesstoken", "deliverytoken", "token"],
    urlSafe(43),
  ),
  named(
    [
      "shortcut-token",
      "Shortcut token",
      "medium",
      "It reads and changes stories as its user.",
      "Delete it under Settings, API tokens.",
    ],
    ["shortcut", "clubhouse"],
    ["token", "apitoken"],
    uuid,
  ),
  named(
    [
      "todoist-token",
      "Todoist token",
      "medium",
      "It reads and changes all tasks of its user.",
      "Issue a new one under Settings, Integrations, Developer.",
    ],
    ["todoist"],
    ["token", "apitoken"],
    hex(40),
  ),
  named(
    [
      "zendesk-token",
      "Zendesk API token",
      "high",
      "It reads tickets and users as an agent.",
      "Deactivate it under Admin centre, Zendesk API.",
    ],
    ["zendesk"],
    ["token", "apitoken", "secretkey", "apikey"],
    base62(40),
  ),
  named(
    [
      "algolia-key",
      "Algolia API key",
      "medium",
      "An admin key reads, changes and deletes every index.",
      "Regenerate it under Settings, API keys.",
    ],
    ["algolia"],
    ["apikey", "adminkey", "adminapikey", "key"],
    hex(32),
  ),
  named(
    [
      "rapidapi-key",
      "RapidAPI key",
      "medium",
      "It calls every interface that the application subscribed to.",
      "Rotate it under the application's authorisation.",
    ],
    ["rapidapi"],
    ["api_key", "key"],
    lower(50),
  ),
];
