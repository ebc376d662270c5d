import fc from "fast-check";
import { expect, test } from "vitest";
import { openFile, READER_CONTEXT } from "../../testing/open-file.ts";
import type { IdentityTrust } from "../facts.ts";
import { broadIdentityTrust } from "../rules/broad-identity-trust.ts";
import { firedIn, gapsIn } from "../testing/fired.ts";
import { terraformTrust } from "./terraform.ts";

const HOST = "token.actions.githubusercontent.com";
const fired = (path: string, text: string) => firedIn({ [path]: text }).filter((line) => line.startsWith("broad-"));

function policy(condition: object | undefined, more: object = {}): string {
  const statement = {
    Effect: "Allow",
    Action: "sts:AssumeRoleWithWebIdentity",
    Principal: { Federated: `arn:aws:iam::123456789012:oidc-provider/${HOST}` },
    ...(condition !== undefined && { Condition: condition }),
    ...more,
  };
  return JSON.stringify({ Version: "2012-10-17", Statement: [statement] }, null, 2);
}

const like = (sub: string | string[]) => ({ StringLike: { [`${HOST}:sub`]: sub } });

test.each([
  ["no condition", policy(undefined), "critical"],
  ["the audience alone", policy({ StringEquals: { [`${HOST}:aud`]: "sts.amazonaws.com" } }), "critical"],
  ["any repository", policy(like("repo:*")), "critical"],
  ["owners that begin alike", policy(like("repo:acme*/app:*")), "critical"],
  ["all of an owner", policy(like("repo:acme/*")), "high"],
  ["anything in a repository", policy(like(["repo:acme/web:environment:x", "repo:acme/app:*"])), "medium"],
  ["pull requests", policy({ StringEquals: { [`${HOST}:sub`]: "repo:acme/app:pull_request" } }), "medium"],
])("AWS: %s", (_, text, severity) => {
  expect(fired("infra/trust.json", text)).toEqual([expect.stringMatching(`^broad-identity-trust ${severity} `)]);
});

test.each([
  ["one branch", policy(like("repo:acme/app:ref:refs/heads/main"))],
  ["a star that is a letter", policy({ StringEquals: { [`${HOST}:sub`]: "repo:acme/*" } })],
  ["denied", policy(undefined, { Effect: "Deny" })],
  ["another provider", policy(undefined, { Principal: { Federated: "cognito-identity.amazonaws.com" } })],
  [
    "a reusable workflow",
    policy({ StringLike: { [`${HOST}:job_workflow_ref`]: "acme/ci/.github/workflows/d.yml@*" } }),
  ],
])("AWS: %s is no finding", (_, text) => {
  expect(fired("infra/trust.json", text)).toEqual([]);
  expect(gapsIn("infra/trust.json", text)).toEqual([]);
});

const document = (statement: string) =>
  `data "aws_iam_policy_document" "ci" {\n  statement {\n    actions = ["sts:AssumeRoleWithWebIdentity"]\n${statement}\n  }\n}\n`;
const provider = `principals {\n type = "Federated"\n identifiers = [aws_iam_openid_connect_provider.github.arn]\n}`;
const condition = (name: string, values: string) =>
  `condition {\n test = "StringLike"\n variable = "${HOST}:${name}"\n values = ${values}\n}`;

test.each([
  ["a provider by reference, no condition", `# ${HOST}\n${document(provider)}`, "critical"],
  ["the audience alone", document(`${provider}\n${condition("aud", '["sts.amazonaws.com"]')}`), "critical"],
  ["all of an owner", document(`${provider}\n${condition("sub", '["repo:acme/*"]')}`), "high"],
  [
    "a role with its policy inside",
    `resource "aws_iam_role" "ci" {\n  assume_role_policy = jsonencode(${policy(like("repo:acme/*"))})\n}\n`,
    "high",
  ],
  [
    "a role with its policy as a text",
    `resource "aws_iam_role" "ci" {\n  assume_role_policy = <<EOF\n${policy(undefined)}\nEOF\n}\n`,
    "critical",
  ],
  [
    "Google's pool without a condition",
    `resource "google_iam_workload_identity_pool_provider" "gh" {\n  oidc { issuer_uri = "https://${HOST}" }\n}\n`,
    "critical",
  ],
])("Terraform: %s", (_, text, severity) => {
  expect(fired("infra/main.tf", text)).toEqual([expect.stringMatching(`^broad-identity-trust ${severity} `)]);
});

test.each([
  ["one environment", document(`${provider}\n${condition("sub", '["repo:acme/app:environment:prod"]')}`)],
  [
    "Google's pool with a condition",
    `resource "google_iam_workload_identity_pool_provider" "gh" {
       attribute_condition = "assertion.repository_owner == 'acme'"
       oidc { issuer_uri = "https://${HOST}" }
     }`,
  ],
])("Terraform: %s is no finding", (_, text) => {
  expect(fired("infra/main.tf", text)).toEqual([]);
});

const pool = (condition: string, member: string) =>
  `resource "google_iam_workload_identity_pool_provider" "gh" {
     attribute_condition = "${condition}"
     oidc { issuer_uri = "https://${HOST}" }
   }
   resource "google_service_account_iam_binding" "b" {
     members = ["principalSet://iam.googleapis.com/\${google_iam_workload_identity_pool.p.name}/${member}"]
   }`;

test.each([
  ["attribute.repository.startsWith('acme/')", "attribute.repository/acme", ["broad-identity-trust high :1"]],
  ["assertion.repository_owner == 'acme'", "*", ["broad-identity-trust high :1"]],
  ["assertion.repository_owner == 'acme'", "attribute.repository/acme/app", []],
  ["assertion.repository == 'acme/app'", "*", []],
  ["assertion.repository_owner == 'acme' && assertion.ref == 'refs/heads/main'", "*", []],
])("Google: %s, bound to %s: %j", (asked, member, found) => {
  expect(fired("infra/main.tf", pool(asked, member))).toEqual(found);
});

test("a GitLab of one's own is known by its subjects", () => {
  const trust = (sub: string) =>
    policy(
      { StringLike: { "gitlab.example.com:sub": sub } },
      { Principal: { Federated: "arn:aws:iam::123456789012:oidc-provider/gitlab.example.com" } },
    );
  expect(fired("infra/trust.json", trust("project_path:*:ref_type:branch:ref:*"))).toEqual([
    expect.stringMatching("^broad-identity-trust critical "),
  ]);
  expect(fired("infra/trust.json", trust("project_path:acme/app:ref_type:branch:ref:main"))).toEqual([]);
});

test("what is put together at run time is no pass", () => {
  const text = document(`${provider}\n${condition("sub", "var.subjects")}`);
  expect(fired("infra/main.tf", text)).toEqual([]);
  const [trust] = [...terraformTrust.read(openFile("infra/main.tf", text), READER_CONTEXT)] as IdentityTrust[];
  if (trust === undefined) throw new Error("no trust was read");
  expect(broadIdentityTrust.judge(trust)).toMatchObject({ kind: "unobservable" });
});

test("no file makes it throw", () => {
  const pieces = fc.constantFrom(
    HOST,
    "AssumeRoleWithWebIdentity",
    '"',
    "{",
    "}",
    "[",
    "]",
    ":",
    "=",
    "statement",
    "\n",
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(pieces, fc.string()), { maxLength: 100 }), (parts) => {
      for (const path of ["a.tf", "a.json"]) fired(path, `${HOST} AssumeRoleWithWebIdentity ${parts.join(" ")}`);
    }),
    { numRuns: 60 },
  );
});
