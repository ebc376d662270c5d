import { expect, test } from "vitest";
import { kindOfName } from "./secret-names.ts";

test.each([
  ["DB_PASSWORD", "password"],
  ["dbPassword2", "password"],
  ["spring.datasource.password", "password"],
  ["MYSQL_PWD", "password"],
  ["requirepass", "password"],
  ["PASSWORD_PROD", "password"],
  ["X-Api-Key", "key"],
  ["apikey", "key"],
  ["GITHUB_TOKEN", "key"],
  ["clientSecret", "key"],
  ["secret_key_base", "key"],
  ["PWD", undefined],
  ["password_file", undefined],
  ["passwordLabel", undefined],
  ["LABEL_PASSWORD", undefined],
  ["tokenType", undefined],
  ["max_tokens", undefined],
  ["nextToken", undefined],
  ["nextPageToken", undefined],
  ["tokenizer", undefined],
  ["secretary", undefined],
  ["proxy_pass", undefined],
  ["primaryKey", undefined],
  ["keyboard", undefined],
])("%s: %s", (name, kind) => {
  expect(kindOfName(name)).toBe(kind);
});
