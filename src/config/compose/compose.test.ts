import fc from "fast-check";
import { expect, test } from "vitest";
import type { JudgedFact } from "../../core/fact.ts";
import { judgeFacts } from "../../core/judge.ts";
import { readWith } from "../../testing/read-with.ts";
import { composeFiles } from "./analyzer.ts";
import { composeReader } from "./reader.ts";

function fired(text: string, path = "compose.yaml"): string[] {
  const facts = readWith(composeReader, path, text);
  const { findings, gaps } = judgeFacts(
    "config",
    composeFiles.rules,
    facts.filter((fact): fact is JudgedFact => "subject" in fact),
  );
  const told = facts.flatMap((fact) => (fact.kind === "gap" ? [`gap: ${(fact as { reason?: string }).reason}`] : []));
  return [
    ...findings.map(
      ({ rule, severity, locations }) => `${rule.replace("config/compose/", "")} ${severity} :${locations[0]?.line}`,
    ),
    ...gaps.map(({ reason }) => `gap: ${reason}`),
    ...told,
  ].sort();
}

const service = (text: string) => `services:\n  app:\n${text.replace(/^/gm, "    ")}\n`;

test.each([
  ["privileged: true", ["host-privilege critical :3"]],
  ["privileged: false", []],
  ["network_mode: host\npid: host", ["host-privilege high :3", "host-privilege high :4"]],
  ["network_mode: bridge", []],
  ["cap_add: [NET_BIND_SERVICE, CAP_SYS_ADMIN]", ["host-privilege high :3"]],
  ["devices: ['/dev/sda:/dev/sda', '/dev/snd']", ["host-privilege high :3"]],
  ["volumes:\n  - /var/run/docker.sock:/var/run/docker.sock:ro", ["runtime-socket critical :4"]],
  ["volumes:\n  - type: bind\n    source: /etc\n    target: /x\n    read_only: true", ["host-folder high :4"]],
  ["volumes: ['data:/data', './src:/src', '/srv/shop:/data']", []],
  ["ports: ['5432:5432']", ["published-database high :3"]],
  ["ports: ['127.0.0.1:5432:5432', '8080:80', '6379']", []],
  ["ports: ['[::1]:5432:5432/tcp']", []],
  ["ports:\n  - { target: 6379, published: 6379 }", ["published-database high :4"]],
  ["ports:\n  - { target: 6379, published: 6379, host_ip: 127.0.0.1 }", []],
  ["environment:\n  DB_PASSWORD: 9fK2-long-enough", ["literal-credential high :4"]],
  ["environment:\n  - DB_PASSWORD=${DB_PASSWORD}\n  - TOKEN_FILE=/run/secrets/x", []],
  ["environment: [API_TOKEN]", []],
  ["security_opt: ['seccomp:unconfined', 'no-new-privileges:true']", ["unconfined medium :3"]],
  ["extends: { file: base.yaml, service: app }", ["gap: extends another service, whose settings are not merged"]],
])("%j", (text, expected) => {
  expect(fired(service(text))).toEqual(expected);
});

test("images are held against the standard, and other files are left alone", () => {
  expect(
    readWith(composeReader, "deploy/docker-compose.prod.yml", service("image: node:22")).map(({ kind }) => kind),
  ).toEqual(["image-reference"]);
  expect(readWith(composeReader, "compose.yaml.md", "x")).toEqual([]);
  expect(readWith(composeReader, "node_modules/x/compose.yaml", service("privileged: true"))).toEqual([]);
  expect(fired("services: [")[0]).toContain("gap: not YAML");
});

test("a secret's value is in no fact", () => {
  expect(
    JSON.stringify(readWith(composeReader, "compose.yaml", service("environment: { DB_PASSWORD: very-own-value }"))),
  ).not.toContain("very-own");
});

test("never throws, whatever shape the file has", () => {
  const leaf = fc.constantFrom<unknown>("host", "a:b:c", true, null, 1, [], {}, "/etc:/x", "A=b");
  const key = fc.constantFrom(
    "services",
    "app",
    "volumes",
    "ports",
    "environment",
    "cap_add",
    "devices",
    "security_opt",
    "extends",
    "image",
    "source",
    "type",
  );
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof(
      { maxDepth: 5 },
      leaf,
      fc.array(tie("tree"), { maxLength: 3 }),
      fc.dictionary(key, tie("tree"), { maxKeys: 5 }),
    ),
  }));
  fc.assert(
    fc.property(tree, (value) => void fired(JSON.stringify(value))),
    { numRuns: 200 },
  );
});
