import type { Detector } from "../../detector.ts";
import { named, prefixed } from "./provider.ts";
import { base32, base62, between, hex, lower, series, text, upper, urlSafe, uuid } from "./shape.ts";

/** What builds, ships, watches and automates. Forms as the providers issue them. */
export const making: readonly Detector[] = [
  prefixed(
    [
      "vercel-personal-token",
      "Vercel personal token",
      "high",
      "It deploys, and reads the environment of every project of its user.",
      "Delete it under Account settings, Tokens.",
    ],
    "vcp_",
    urlSafe(56),
  ),
  prefixed(
    [
      "vercel-gateway-key",
      "Vercel AI gateway key",
      "medium",
      "It runs models on the team's account, which pays for them.",
      "Delete it under AI gateway, API keys.",
    ],
    "vck_",
    urlSafe(56),
  ),
  prefixed(
    [
      "apify-token",
      "Apify token",
      "medium",
      "It runs actors and reads their data on the account.",
      "Delete it under Settings, API & integrations.",
    ],
    "apify_api_",
    between(base62, 34, 38),
  ),
  named(
    [
      "ionic-token",
      "Ionic Appflow token",
      "high",
      "It builds and publishes the organisation's apps.",
      "Delete it under Personal access tokens.",
    ],
    ["ionic", "appflow"],
    ["token"],
    series(text("ion_"), base62(42)),
  ),
  prefixed(
    [
      "mergify-key",
      "Mergify application key",
      "high",
      "It queues and merges pull requests of the organisation.",
      "Delete it under Applications.",
    ],
    "mergify_application_key_",
    between(urlSafe, 40, 200),
  ),
  prefixed(
    [
      "rootly-key",
      "Rootly API key",
      "medium",
      "It reads and changes incidents and who is called for them.",
      "Delete it under Organization settings, API keys.",
    ],
    "rootly_",
    hex(64),
  ),
  prefixed(
    [
      "runpod-key",
      "RunPod API key",
      "high",
      "It starts and reads machines on the account, which pays for them.",
      "Delete it under Settings, API keys.",
    ],
    "rpa_",
    series(upper(40), base62(6)),
  ),
  prefixed(
    [
      "unkey-root-key",
      "Unkey root key",
      "critical",
      "It makes and revokes the keys by which one's own callers are known.",
      "Delete it under Settings, Root keys.",
    ],
    "unkey_",
    between(base62, 24, 32),
  ),
  prefixed(
    [
      "zuplo-key",
      "Zuplo API key",
      "medium",
      "It calls the gateway as its consumer.",
      "Delete it under Services, API keys.",
    ],
    "zpka_",
    series(lower(32), text("_"), hex(8)),
  ),
  prefixed(
    [
      "val-town-token",
      "Val Town token",
      "medium",
      "It runs and changes its user's scripts and reads their data.",
      "Delete it under Settings, API tokens.",
    ],
    "vtwn_",
    between(base62, 32, 80),
  ),
  prefixed(
    [
      "devin-service-key",
      "Devin service user key",
      "high",
      "It starts sessions that work on the organisation's repositories.",
      "Delete it under Settings, Service users.",
    ],
    "cog_",
    base32(52),
  ),
  named(
    [
      "cursor-key",
      "Cursor API key",
      "high",
      "It starts agents that work on its user's repositories.",
      "Delete it under Dashboard, Integrations.",
    ],
    ["cursor"],
    ["apikey", "key"],
    series(text("key_"), hex(64)),
  ),
  prefixed(
    [
      "honeycomb-ingest-key",
      "Honeycomb ingest key",
      "low",
      "It writes telemetry into the environment.",
      "Disable it under Environment settings, API keys.",
    ],
    "hcaik_",
    lower(58),
  ),
  named(
    [
      "honeycomb-key",
      "Honeycomb configuration key",
      "medium",
      "It reads and changes what the environment's telemetry shows.",
      "Disable it under Environment settings, API keys.",
    ],
    ["honeycomb"],
    ["apikey", "key"],
    base62(22),
  ),
  named(
    [
      "codacy-token",
      "Codacy token",
      "medium",
      "It reads the analysis of the project, or uploads coverage for it.",
      "Delete it under Access management, API tokens.",
    ],
    ["codacy"],
    ["token"],
    base62(20),
  ),
  named(
    [
      "lokalise-token",
      "Lokalise API token",
      "medium",
      "It reads and writes translations of its user's projects.",
      "Delete it under Profile settings, API tokens.",
    ],
    ["lokalise"],
    ["token", "apikey"],
    hex(40),
  ),
  named(
    [
      "crowdin-token",
      "Crowdin token",
      "medium",
      "It reads and writes translations of its user's projects.",
      "Delete it under Account settings, API.",
    ],
    ["crowdin"],
    ["token"],
    hex(80),
  ),
  named(
    [
      "packagecloud-token",
      "packagecloud token",
      "critical",
      "It pushes packages into the account's repositories, and pulls private ones.",
      "Regenerate it under API token.",
    ],
    ["packagecloud"],
    ["token"],
    hex(48),
  ),
  named(
    [
      "semaphore-token",
      "Semaphore API token",
      "high",
      "It starts pipelines and reads secrets' names of the organisation as its user.",
      "Reset it under Profile settings.",
    ],
    ["semaphore"],
    ["token"],
    lower(32),
  ),
  named(
    [
      "statuspage-key",
      "Statuspage API key",
      "medium",
      "It tells the world what is up and what is not.",
      "Delete it under API info.",
    ],
    ["statuspage"],
    ["apikey", "key"],
    uuid,
  ),
  prefixed(
    [
      "wakatime-key",
      "WakaTime API key",
      "low",
      "It reads what its user worked on, and when.",
      "Regenerate it under Settings, Account.",
    ],
    "waka_",
    uuid,
  ),
];
