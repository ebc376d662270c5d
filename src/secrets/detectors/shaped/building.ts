import type { Detector } from "../../detector.ts";
import { named, prefixed } from "./provider.ts";
import { base62, hex, series, text, upper, urlSafe, uuid } from "./shape.ts";

/** What builds, tests and publishes. Forms as the providers document them. */
export const building: readonly Detector[] = [
  prefixed(
    [
      "harness-personal-token",
      "Harness personal access token",
      "critical",
      "It runs and changes pipelines as its user.",
      "Delete it under My profile, My API keys.",
    ],
    "pat.",
    series(urlSafe(22), text("."), base62(24), text("."), base62(20)),
  ),
  prefixed(
    [
      "harness-service-token",
      "Harness service account token",
      "critical",
      "It runs and changes pipelines as its service account.",
      "Delete it under the service account's API keys.",
    ],
    "sat.",
    series(urlSafe(22), text("."), base62(24), text("."), base62(20)),
  ),
  prefixed(
    [
      "prefect-key",
      "Prefect Cloud API key",
      "high",
      "It starts and changes flows, and reads the blocks that hold their secrets.",
      "Delete it under Account settings, API keys.",
    ],
    "pnu_",
    base62(36),
  ),
  prefixed(
    [
      "octopus-deploy-key",
      "Octopus Deploy API key",
      "critical",
      "It releases and deploys to every environment that its user may.",
      "Revoke it under Profile, My API keys.",
    ],
    "API-",
    upper(26),
  ),
  prefixed(
    [
      "infracost-key",
      "Infracost API key",
      "low",
      "It asks for prices as your organisation.",
      "Regenerate it under Organisation settings.",
    ],
    "ico-",
    base62(32),
  ),
  prefixed(
    [
      "sourcegraph-token",
      "Sourcegraph access token",
      "high",
      "It reads all code that its user may read.",
      "Delete it under User settings, Access tokens.",
    ],
    "sgp_",
    hex(40),
  ),
  prefixed(
    [
      "deno-deploy-token",
      "Deno Deploy access token",
      "high",
      "It deploys and changes the projects of its user.",
      "Revoke it under Account settings, Access tokens.",
    ],
    "ddp_",
    base62(36),
  ),
  prefixed(
    [
      "heroku-platform-token",
      "Heroku platform token",
      "high",
      "It deploys, and reads the configuration of all applications of its user.",
      "Revoke it with `heroku authorizations:revoke`.",
    ],
    "HRKU-AA",
    urlSafe(58),
  ),
  prefixed(
    [
      "cratesio-trusted-token",
      "crates.io temporary publishing token",
      "medium",
      "It publishes the crate for half an hour.",
      "It ends by itself; look whether the crate got a version that nobody made.",
    ],
    "cio_tp_",
    base62(32),
  ),
  named(
    [
      "codecov-token",
      "Codecov upload token",
      "medium",
      "It uploads coverage, and so what the badge and the gate say.",
      "Regenerate it under Settings of the repository.",
    ],
    ["codecov"],
    ["token", "uploadtoken"],
    uuid,
  ),
  named(
    [
      "travis-token",
      "Travis CI token",
      "high",
      "It starts builds and reads their logs and settings.",
      "Regenerate it under Settings, API authentication.",
    ],
    ["travis"],
    ["token", "apitoken", "apikey"],
    base62(22),
  ),
  named(
    [
      "drone-token",
      "Drone token",
      "high",
      "It starts and approves builds as its user, with the secrets they get.",
      "Rotate it under User settings.",
    ],
    ["drone"],
    ["token", "apitoken", "servertoken"],
    base62(32),
  ),
  named(
    [
      "jenkins-token",
      "Jenkins API token",
      "critical",
      "It runs jobs as its user, with the credentials that the jobs are given.",
      "Revoke it under the user's Configure page.",
    ],
    ["jenkins"],
    ["token", "apitoken"],
    series(text("11"), hex(32)),
  ),
  named(
    [
      "cypress-record-key",
      "Cypress record key",
      "low",
      "It records test runs into the project.",
      "Revoke it under Project settings, Record keys.",
    ],
    ["cypress"],
    ["record_key", "key"],
    uuid,
  ),
  named(
    [
      "cloudsmith-key",
      "Cloudsmith API key",
      "high",
      "It pulls and pushes packages as its user.",
      "Refresh it under User settings, API key.",
    ],
    ["cloudsmith"],
    ["apikey", "token", "key"],
    hex(40),
  ),
  named(
    [
      "jfrog-identity-token",
      "JFrog reference token",
      "critical",
      "It pulls and pushes artifacts as its user.",
      "Revoke it under Administration, Access tokens.",
    ],
    ["jfrog", "artifactory"],
    ["token", "identitytoken", "accesstoken", "apikey"],
    base62(64),
  ),
  prefixed(
    [
      "settlemint-token",
      "SettleMint personal access token",
      "high",
      "It manages the networks and nodes of its user.",
      "Delete it under Personal access tokens.",
    ],
    "sm_pat_",
    base62(16),
  ),
];
