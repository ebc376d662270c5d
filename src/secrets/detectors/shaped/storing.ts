import type { Detector } from "../../detector.ts";
import { named, prefixed } from "./provider.ts";
import { base32, base62, between, hex, lower, series, text, urlSafe } from "./shape.ts";

/** Databases, queues, buckets and features that are kept for others. Forms as the providers issue them. */
export const storing: readonly Detector[] = [
  prefixed(
    [
      "cockroachdb-cloud-key",
      "CockroachDB Cloud secret key",
      "critical",
      "It manages clusters and users of the organisation within its role.",
      "Delete it under Access management, Service accounts.",
    ],
    "CCDB1_",
    series(base62(22), text("_"), base62(40)),
  ),
  prefixed(
    [
      "astra-token",
      "DataStax Astra token",
      "critical",
      "It opens the organisation's databases within its role.",
      "Delete it under Settings, Tokens.",
    ],
    "AstraCS:",
    series(base62(24), text(":"), hex(64)),
  ),
  prefixed(
    [
      "elastic-cloud-key",
      "Elastic Cloud serverless key",
      "critical",
      "It reads and writes indices of the project within its role.",
      "Invalidate it under Organization, API keys.",
    ],
    "essu_",
    between(urlSafe, 60, 200),
  ),
  named(
    [
      "influxdb-token",
      "InfluxDB token",
      "high",
      "It reads and writes buckets of the organisation.",
      "Delete it under Load data, API tokens.",
    ],
    ["influx"],
    ["token"],
    series(urlSafe(86), text("==")),
  ),
  prefixed(
    [
      "supabase-secret-key",
      "Supabase secret key",
      "critical",
      "It passes row level security: every row of the database can be read and written.",
      "Delete it under Project settings, API keys.",
    ],
    "sb_secret_",
    urlSafe(31),
  ),
  prefixed(
    [
      "upcloud-token",
      "UpCloud API token",
      "critical",
      "It creates, reads and deletes servers and their storage.",
      "Delete it under Account, API tokens.",
    ],
    "ucat_",
    between(base62, 24, 32),
  ),
  prefixed(
    [
      "configcat-sdk-key",
      "ConfigCat SDK key",
      "low",
      "It reads feature flags and their rules for one environment.",
      "Delete it under SDK keys, and roll out a new one.",
    ],
    "configcat-sdk-1/",
    series(urlSafe(22), text("/"), urlSafe(22)),
  ),
  prefixed(
    [
      "devcycle-server-key",
      "DevCycle server SDK key",
      "medium",
      "It reads feature flags, their targets and their users' data.",
      "Delete it under Environments, SDK keys.",
    ],
    "dvc_server_",
    between(base62, 16, 60),
  ),
  prefixed(
    [
      "onesignal-app-key",
      "OneSignal app key",
      "high",
      "It sends notifications to everybody who has the app.",
      "Delete it under Keys & IDs.",
    ],
    "os_v2_app_",
    base32(103),
  ),
  prefixed(
    [
      "onesignal-organization-key",
      "OneSignal organization key",
      "critical",
      "It manages all apps of the organisation and their keys.",
      "Delete it under Organization, Keys & IDs.",
    ],
    "os_v2_org_",
    base32(103),
  ),
  prefixed(
    [
      "pubnub-secret-key",
      "PubNub secret key",
      "high",
      "It grants and takes away rights on the key set's channels.",
      "Make a new key set, and delete this one.",
    ],
    "sec-c-",
    between(base62, 40, 60),
  ),
  named(
    [
      "dropbox-app-secret",
      "Dropbox app secret",
      "high",
      "With a refresh token it reads and writes files of everybody who let the app in.",
      "Regenerate it under App console, Settings.",
    ],
    ["dropbox"],
    ["appsecret", "clientsecret", "secret"],
    lower(15),
  ),
  prefixed(
    [
      "dropbox-token",
      "Dropbox access token",
      "high",
      "It reads and writes files of its user for some hours.",
      "Revoke it: `POST /2/auth/token/revoke`, or disconnect the app.",
    ],
    "sl.u.",
    between(urlSafe, 130, 1300),
  ),
  named(
    [
      "cloudinary-secret",
      "Cloudinary API secret",
      "high",
      "It uploads, reads and deletes the account's media.",
      "Rotate it under Settings, API keys.",
    ],
    ["cloudinary"],
    ["apisecret", "secret"],
    urlSafe(27),
  ),
  named(
    [
      "storyblok-token",
      "Storyblok token",
      "low",
      "It reads the space's content; a preview token reads drafts, too.",
      "Delete it under Settings, Access tokens.",
    ],
    ["storyblok"],
    ["token"],
    series(base62(22), text("tt")),
  ),
  named(
    [
      "webflow-token",
      "Webflow API token",
      "high",
      "It publishes and changes the site.",
      "Revoke it under Site settings, Apps & integrations.",
    ],
    ["webflow"],
    ["token", "apikey"],
    hex(64),
  ),
  prefixed(
    [
      "mapbox-secret-token",
      "Mapbox secret token",
      "medium",
      "It changes styles, tilesets and tokens of the account.",
      "Delete it under Tokens.",
    ],
    "sk.eyJ1Ijoi",
    series(between(urlSafe, 40, 200), text("."), urlSafe(22)),
  ),
  named(
    ["openweather-key", "OpenWeather API key", "low", "It asks on the account's quota.", "Delete it under API keys."],
    ["openweather", "owm"],
    ["apikey", "appid", "key"],
    hex(32),
  ),
  named(
    [
      "maxmind-license-key",
      "MaxMind license key",
      "low",
      "It downloads the account's databases and asks its web services, which are paid for.",
      "Delete it under Manage license keys.",
    ],
    ["maxmind", "geoip"],
    ["licensekey", "key"],
    series(base62(6), text("_"), base62(29), text("_mmk")),
  ),
];
