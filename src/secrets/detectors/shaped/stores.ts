import type { Detector } from "../../detector.ts";
import { named, prefixed } from "./provider.ts";
import { base62, base64, lower, urlSafe, uuid } from "./shape.ts";

/** Databases and queues that others run. Forms as the providers document them. */
export const stores: readonly Detector[] = [
  prefixed(
    [
      "clickhouse-cloud-secret",
      "ClickHouse Cloud API secret",
      "high",
      "With its id it manages services and their backups.",
      "Delete the key under API keys of the organisation.",
    ],
    "4b1d",
    base62(38),
  ),
  prefixed(
    [
      "neon-api-key",
      "Neon API key",
      "high",
      "It creates, branches and deletes databases, and reads their connection strings.",
      "Revoke it under Account settings, API keys.",
    ],
    "napi_",
    lower(64),
  ),
  named(
    [
      "confluent-secret",
      "Confluent Cloud API secret",
      "high",
      "With its key it reads and writes topics, or manages clusters.",
      "Delete the API key under Accounts and access.",
    ],
    ["confluent"],
    ["secret", "apisecret", "secretkey"],
    base64(64),
  ),
  named(
    [
      "mongodb-atlas-key",
      "MongoDB Atlas private key",
      "critical",
      "With its public half it manages projects, clusters and users.",
      "Delete the key under Access manager.",
    ],
    ["atlas", "mongodb"],
    ["privatekey", "apikey"],
    uuid,
  ),
  prefixed(
    [
      "mongodb-service-account-secret",
      "MongoDB Atlas service account secret",
      "critical",
      "With the client's id it manages what its roles allow.",
      "Revoke the secret under Access manager, Service accounts.",
    ],
    "mdb_sa_sk_",
    urlSafe(40),
  ),
];
