import { expect, test } from "vitest";
import { whyNoSecret, whyPlaceholder } from "./rejections.ts";
import { Maker } from "./samples.ts";

const make = new Maker("rejections");

test.each([
  ["${DB_PASSWORD}", "a template variable"],
  ["${{ secrets.TOKEN }}", "a template variable"],
  ["{{ .Values.password }}", "a template variable"],
  ["$(cat /run/secret)", "a template variable"],
  ["%(password)s", "a template variable"],
  ["$PASSWORD", "a variable"],
  ["%PASSWORD%", "a variable"],
  ["user-%s", "a format string"],
  ["<your password>", "a placeholder in brackets"],
  ["ghp_abc...", "shortened"],
  ["changeme", "a placeholder: it contains “changeme”"],
  ["my-secret-value", "a placeholder: it contains “my-secret”"],
  ["xxxxxxxxxx", "a placeholder: it contains “xxxx”"],
  ["p@ssw0rd", "a placeholder word"],
  ["s3cr3t!", "a placeholder word"],
  ["admin", "a placeholder word"],
  ["000000000000", "a placeholder: repeated characters"],
  ["abcdefgh1", "a placeholder: a counted sequence"],
  ["process.env.TOKEN", "a reference"],
  ["arn:aws:secretsmanager:eu-1:1:secret:x", "a reference to where the secret is kept"],
  ["op://vault/item", "a reference to where the secret is kept"],
  ["ENC[AES256_GCM,data:x]", "encrypted"],
  ["getToken()", "a function call"],
  ["config.auth.token", "a property"],
  ["/run/secrets/db", "a file path"],
  ["tls-server.pem", "a file name"],
  ["https://vault.internal/v1", "a URL"],
  [make.uuid(), "a UUID"],
  ["sha256:0f3a", "a hash"],
  [`$2b$10$${make.base62(53)}`, "a hash"],
  ["true", "a plain value"],
  ["Enter the password here", "a sentence"],
])("%s: %s", (value, reason) => {
  expect(whyNoSecret(value, false)).toBe(reason);
});

test.each([make.base62(12), make.hex(40), make.base64(44), `${make.base62(8)}!$`])("%s may be one", (value) => {
  expect(whyNoSecret(value, false)).toBeUndefined();
});

test("an example that a vendor published is known by its hash", () => {
  const header = { alg: "HS256", typ: "JWT" };
  const claims = { sub: "1234567890", name: "John Doe", iat: 1516239022 };
  const signature = ["SflKxwRJSMeKKF2QT4fw", "pMeJf36POk6yJV_adQssw5c"].join("");
  const parts = [header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"));
  expect(whyPlaceholder([...parts, signature].join("."))).toBe("a published example");
});
