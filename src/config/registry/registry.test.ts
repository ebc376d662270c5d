import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { JudgedFact } from "../../core/fact.ts";
import { judgeFacts } from "../../core/judge.ts";
import { readWith } from "../../testing/read-with.ts";
import { registries } from "./analyzer.ts";
import { cloudFormationRepositories, terraformRepositories } from "./declared-repositories.ts";
import { registryReader } from "./reader.ts";

function fired(text: string, path = "config.yml"): string[] {
  const facts = readWith(registryReader, path, text);
  const { findings } = judgeFacts(
    "config",
    registries.rules,
    facts.filter((fact): fact is JudgedFact => "subject" in fact),
  );
  return [
    ...findings.map(
      ({ rule, severity, locations: [at] }) => `${rule.replace("config/registry/", "")} ${severity} :${at?.line}`,
    ),
    ...facts.flatMap((fact) => ("reason" in fact ? [`gap: ${String(fact.reason)}`] : [])),
  ].sort();
}

describe("distribution", () => {
  /** A registry that is as it should be, but for what a test puts into it. */
  const registry = ({ storage = "", http = "", more = "", auth = "auth: { htpasswd: { realm: a, path: /p } }" } = {}) =>
    `version: 0.1\n${auth}\nstorage:\n  filesystem: { rootdirectory: /r }\n${storage}http:\n  addr: :5000\n${http || "  tls: { certificate: /c, key: /k }\n"}${more}`;

  test.each<[string, Parameters<typeof registry>[0], string[]]>([
    ["as it should be", {}, []],
    ["nobody is asked", { auth: "" }, ["anonymous-access high :1"]],
    ["auth: none", { auth: "auth: { none: {} }" }, ["anonymous-access high :2"]],
    ["silly", { auth: "auth: { silly: { realm: a, service: b } }" }, ["anonymous-access high :2"]],
    ["token", { auth: "auth: { token: { realm: a } }" }, []],
    ["no TLS", { http: "  headers: {}\n" }, ["plain-http medium :5"]],
    ["Let's Encrypt", { http: "  tls: { letsencrypt: { email: a } }\n" }, []],
    ["TLS in front", { http: "  host: https://r.example\n" }, []],
    ["old TLS", { http: "  tls: { certificate: /c, key: /k, minimumtls: tls1.0 }\n" }, ["old-tls medium :5"]],
    ["debug", { more: "  debug: { addr: ':5001' }\n" }, ["open-debug-server medium :8"]],
    ["debug for itself", { more: "  debug: { addr: 'localhost:5001' }\n" }, []],
    [
      "S3",
      { storage: "  s3: { secretkey: abcd1234efgh, skipverify: true, secure: false }\n" },
      ["literal-credential high :5", "unverified-connection medium :5", "unverified-connection medium :5"],
    ],
    ["S3 from outside", { storage: "  s3: { secretkey: '${KEY}', secure: true }\n" }, []],
    ["mirror", { more: "proxy: { remoteurl: 'http://m.example' }\n" }, ["unverified-connection medium :8"]],
    ["a key twice", { more: "storage: { inmemory: {} }\n" }, ["gap: a key stands twice in one map"]],
  ])("%s", (_, parts, expected) => {
    expect(fired(registry(parts))).toEqual(expected);
  });

  test("one that hears the machine alone may leave the rest to what stands in front", () => {
    expect(fired("version: 0.1\nstorage: { filesystem: {} }\nhttp: { addr: '127.0.0.1:5000' }\n")).toEqual([]);
    expect(fired("version: 0.1\nstorage: { filesystem: {} }\nhttp: { net: unix, addr: /run/r.sock }\n")).toEqual([]);
  });

  test("says what all may do", () => {
    const [fact] = readWith(registryReader, "c.yml", "version: 0.1\nstorage: { delete: { enabled: true } }\n");
    expect(fact).toMatchObject({ kind: "registry-access", deletes: true, lendsAccount: false });
  });

  test.each(["version: 0.2\nstorage: {}\n", "version: 0.1\n", "a:\n  version: 0.1\n  storage: {}\n"])(
    "%j is another's file",
    (text) => {
      expect(fired(text)).toEqual([]);
    },
  );

  test("broken YAML is a gap", () => {
    expect(fired("version: 0.1\nstorage: {\n")).toEqual(["gap: not YAML"]);
  });
});

describe("Harbor", () => {
  test.each<[string, string[]]>([
    ["hostname: r.example\nhttp: { port: 80 }\n", ["plain-http medium :2"]],
    ["hostname: r.example\nhttps: { port: 443, certificate: /c, private_key: /k }\n", []],
    ["hostname: r.example\nexternal_url: https://r.example\n", []],
    [
      "hostname: r.example\nhttps: { port: 443 }\nharbor_admin_password: Harbor12345\ndatabase: { password: root123 }\n",
      ["known-password high :3", "known-password high :4"],
    ],
    ["hostname: r\nhttps: {}\nharbor_admin_password: own-9sKq2v\n", ["literal-credential high :3"]],
    ["hostname: r\nhttps: {}\nharbor_admin_password: '{{ admin }}'\n", []],
    ["other: 1\n", []],
  ])("%j", (text, expected) => {
    expect(fired(text, "deploy/harbor.yml")).toEqual(expected);
  });

  test("the file that it comes with is read, a template is not passed over", () => {
    expect(fired("hostname: r\nhttps: {}\n", "make/harbor.yml.tmpl")).toEqual([]);
    expect(fired("hostname: {{ host }}\n", "make/harbor.yml.j2")[0]).toContain("gap: a template");
  });
});

test("a secret's value is in no fact", () => {
  const harbor = "hostname: r\nharbor_admin_password: very-own-1\ndatabase: { password: very-own-2 }\n";
  const own =
    "version: 0.1\nstorage: { s3: { secretkey: very-own-3 } }\nproxy: { remoteurl: 'http://u:very-own-4@h' }\n";
  const facts = [...readWith(registryReader, "harbor.yml", harbor), ...readWith(registryReader, "c.yml", own)];
  expect(facts.length).toBeGreaterThan(5);
  expect(JSON.stringify(facts)).not.toContain("very-own");
});

test("never throws, whatever shape the file has", () => {
  const key = fc.constantFrom("http", "tls", "auth", "s3", "proxy", "remoteurl", "addr", "debug", "https", "database");
  const leaf = fc.constantFrom<unknown>("", "http://[", ":", true, null, 1, [], [null], "$");
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof({ maxDepth: 4 }, leaf, fc.array(tie("tree"), { maxLength: 2 }), fc.dictionary(key, tie("tree"))),
  }));
  fc.assert(
    fc.property(fc.dictionary(key, tree), fc.string(), (map, text) => {
      const rest = `\nversion: 0.1\nstorage: ${JSON.stringify(map)}\n`;
      for (const [name, value] of Object.entries(map)) fired(`${name}: ${JSON.stringify(value)}${rest}`);
      fired(JSON.stringify({ ...map, hostname: "r" }), "harbor.yml");
      fired(text, "harbor.yml");
      fired(`${text}${rest}`);
    }),
    { numRuns: 200 },
  );
  for (const depth of [500, 3_000, 20_000]) fired(`version: 0.1\nstorage: ${"[".repeat(depth)}${"]".repeat(depth)}\n`);
});

describe("repositories that infrastructure code makes", () => {
  const told = (path: string, text: string) => {
    const reader = path.endsWith(".tf") ? terraformRepositories : cloudFormationRepositories;
    const { findings, gaps } = judgeFacts("config", registries.rules, readWith(reader, path, text) as JudgedFact[]);
    return [
      ...findings.map(({ rule, locations: [at] }) => `${rule.replace("config/registry/", "")} :${at?.line}`),
      ...gaps.map(({ reason }) => `gap: ${reason.replace(/^.*: /, "")}`),
    ];
  };

  test.each<[string, string[]]>([
    [`resource "aws_ecr_repository" "web" {\n  name = "web"\n}`, ["mutable-tags :1"]],
    [`resource "aws_ecr_repository" "web" {\n  image_tag_mutability = "MUTABLE"\n}`, ["mutable-tags :1"]],
    [`resource "aws_ecr_repository" "web" {\n  image_tag_mutability = "IMMUTABLE"\n}`, []],
    [
      `resource "aws_ecr_repository" "web" {\n  image_tag_mutability = var.mutability\n}`,
      ["gap: whether the tags of web can be moved is put in later"],
    ],
    [
      `\nresource "google_artifact_registry_repository" "web" {\n  format = "DOCKER"\n}`,
      ["mutable-tags :2", "never-cleaned :2"],
    ],
    [
      `resource "google_artifact_registry_repository" "web" {\n  format = "docker"\n  docker_config {\n    immutable_tags = true\n  }\n  cleanup_policies {\n    id = "old"\n  }\n}`,
      [],
    ],
    [`resource "google_artifact_registry_repository" "web" {\n  format = "NPM"\n}`, []],
    [`data "aws_ecr_repository" "web" {}`, []],
  ])("Terraform: %s", (text, expected) => {
    expect(told("main.tf", text)).toEqual(expected);
  });

  const template = (properties: string) =>
    `AWSTemplateFormatVersion: "2010-09-09"\nResources:\n  Web:\n    Type: AWS::ECR::Repository\n    Properties: ${properties}\n  Other: { Type: "AWS::S3::Bucket" }\n`;

  test.each<[string, string[]]>([
    ["{}", ["mutable-tags :3", "never-cleaned :3"]],
    ["{ ImageTagMutability: IMMUTABLE, LifecyclePolicy: { LifecyclePolicyText: '{}' } }", []],
    [
      "{ ImageTagMutability: !Ref Mutability, LifecyclePolicy: {} }",
      ["gap: whether the tags of Web can be moved is put in later"],
    ],
  ])("CloudFormation: %s", (properties, expected) => {
    expect(told("stack.yaml", template(properties))).toEqual(expected);
  });

  test("never throws, whatever shape a template has", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (resources, properties) => {
        const Resources = { A: { Type: "AWS::ECR::Repository", Properties: properties }, B: resources };
        told("a.json", JSON.stringify({ Resources }));
        told("a.json", JSON.stringify({ "AWS::ECR::Repository": 1, Resources: resources }));
      }),
      { numRuns: 100 },
    );
  });
});
