import { expect, test } from "vitest";
import { holdsSecret, isSecretName } from "./secret-name.ts";

test.each([
  "DB_PASSWORD",
  "PASSWORD",
  "apiKey",
  "API_KEY",
  "NPM_TOKEN",
  "PGPASSWORD",
  "aws-secret-access-key",
  "clientSecret",
  "REDIS_PASS",
  "spring.datasource.password",
])("%s is a secret's name", (name) => {
  expect(isSecretName(name)).toBe(true);
});

test.each([
  "TOKEN_TTL",
  "secret-field-selector",
  "webhook-secret-namespace",
  "passwordPattern",
  "SECRET_NAME",
  "PASSWORD_FILE",
  "AWS_ACCESS_KEY_ID",
  "TOKENIZER",
  "COMPASS",
  "MAX_TOKENS",
  "KEYBOARD",
  "PUBLIC_KEY",
  "BYPASS",
  "ETCD_INITIAL_CLUSTER_TOKEN",
  "",
])("%s is not", (name) => {
  expect(isSecretName(name)).toBe(false);
});

test.each([
  ["s0me value", true],
  ["postgres://a:b@db/x", true],
  ["", false],
  ["true", false],
  ["$(FROM_SECRET)", false],
  ["${PASSWORD}", false],
  ["{{ .Values.password }}", false],
  ["<your password>", false],
  ["/run/secrets/password", false],
  ["https://vault.example/v1", false],
  ["pa$5word", true],
])("%j holds a secret: %s", (value, expected) => {
  expect(holdsSecret(value)).toBe(expected);
});
