import type { Detector } from "../../detector.ts";
import { named, prefixed } from "./provider.ts";
import { base62, digits, hex, series, text, uuid } from "./shape.ts";

/** What watches and measures. Forms as the providers document them. */
export const watching: readonly Detector[] = [
  prefixed(
    [
      "axiom-api-token",
      "Axiom API token",
      "high",
      "It reads or sends events within its scopes.",
      "Delete it under Settings, API tokens.",
    ],
    "xaat-",
    uuid,
  ),
  prefixed(
    [
      "axiom-personal-token",
      "Axiom personal token",
      "high",
      "It reads, sends and deletes whatever its user may in the organisation.",
      "Delete it under Settings, Profile.",
    ],
    "xapt-",
    uuid,
  ),
  named(
    [
      "checkly-key",
      "Checkly API key",
      "high",
      "It changes checks, and reads the variables they hold.",
      "Delete it under User settings, API keys.",
    ],
    ["checkly"],
    ["apikey", "key"],
    series(text("cu_"), hex(32)),
  ),
  prefixed(
    [
      "coralogix-key",
      "Coralogix API key",
      "high",
      "It reads or sends logs within its permissions.",
      "Delete it under Settings, API keys.",
    ],
    "cxtp_",
    base62(30),
  ),
  named(
    [
      "rollbar-token",
      "Rollbar access token",
      "medium",
      "A read token shows errors with the data in them; a post token sends some.",
      "Delete it under Project settings, Access tokens.",
    ],
    ["rollbar"],
    ["token", "accesstoken"],
    hex(32),
  ),
  named(
    ["bugsnag-key", "Bugsnag API key", "low", "It sends errors into the project.", "Rotate it under Project settings."],
    ["bugsnag"],
    ["apikey", "key"],
    hex(32),
  ),
  named(
    [
      "airbrake-key",
      "Airbrake project key",
      "low",
      "It sends errors into the project.",
      "Regenerate it under Project settings.",
    ],
    ["airbrake"],
    ["project_key", "apikey", "key"],
    hex(32),
  ),
  named(
    [
      "sumologic-key",
      "Sumo Logic access key",
      "high",
      "With its id it reads logs and changes collectors.",
      "Deactivate it under Administration, Security.",
    ],
    ["sumologic", "sumo_"],
    ["accesskey", "key"],
    base62(64),
  ),
  named(
    [
      "splunk-hec-token",
      "Splunk event collector token",
      "medium",
      "It writes events into the index, and so into what people believe.",
      "Delete it under Settings, Data inputs, HTTP event collector.",
    ],
    ["splunk", "hec_"],
    ["token", "hectoken"],
    uuid,
  ),
  named(
    [
      "opsgenie-key",
      "Opsgenie API key",
      "medium",
      "It opens, closes and reads alerts.",
      "Delete it under Settings, API key management.",
    ],
    ["opsgenie", "genie"],
    ["apikey", "key"],
    uuid,
  ),
  named(
    [
      "logzio-token",
      "Logz.io token",
      "medium",
      "It sends logs, or reads them when it is an API token.",
      "Delete it under Settings, Manage tokens.",
    ],
    ["logzio", "logz.io"],
    ["token", "apitoken", "shippingtoken"],
    base62(32),
  ),
  named(
    [
      "logdna-key",
      "Mezmo (LogDNA) ingestion key",
      "low",
      "It sends logs as yours, and so what people read of an incident.",
      "Revoke it under Organisation, API keys.",
    ],
    ["logdna", "mezmo"],
    ["ingestion_key", "apikey", "key"],
    hex(32),
  ),
  named(
    [
      "loggly-token",
      "Loggly customer token",
      "low",
      "It sends logs as yours, and so what people read of an incident.",
      "Disable it under Source setup, Customer tokens.",
    ],
    ["loggly"],
    ["token", "customertoken"],
    uuid,
  ),
  named(
    [
      "uptimerobot-key",
      "UptimeRobot API key",
      "medium",
      "It changes and deletes monitors.",
      "Delete it under Integrations, API.",
    ],
    ["uptimerobot"],
    ["apikey", "key"],
    series(text("u"), digits(7), text("-"), hex(24)),
  ),
  named(
    [
      "segment-write-key",
      "Segment write key",
      "low",
      "It sends events as yours, and so into what people believe.",
      "Rotate it under the source's settings.",
    ],
    ["segment"],
    ["write_key"],
    base62(32),
  ),
  named(
    [
      "amplitude-secret",
      "Amplitude secret key",
      "high",
      "With its key it exports all events.",
      "Rotate it under Organisation settings, Projects.",
    ],
    ["amplitude"],
    ["secretkey", "apisecret"],
    hex(32),
  ),
  named(
    [
      "mixpanel-secret",
      "Mixpanel API secret",
      "high",
      "It exports all events of the project.",
      "Reset it under Project settings.",
    ],
    ["mixpanel"],
    ["apisecret", "secret"],
    hex(32),
  ),
];
