import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import type { Look } from "../core/analyzer.ts";
import { DEFAULT_CONFIGURATION } from "../core/configuration.ts";
import type { Fact } from "../core/fact.ts";
import { secretId } from "../core/identity.ts";
import type { ImageFact } from "../core/image.ts";
import type { Place } from "../core/place.ts";
import type { Opened, Stratum } from "../core/source.ts";
import type { TargetKind } from "../core/target.ts";
import { readWith } from "../testing/read-with.ts";
import { credentialReader } from "./credential-reader.ts";
import { credentialsIn } from "./credentials-in.ts";
import { distributionSums } from "./distribution-files.ts";
import { formatOf } from "./file-kinds.ts";
import { secrets } from "./index.ts";
import { Maker } from "./samples.ts";

const [files, history] = secrets;
if (files === undefined || history === undefined) throw new Error("the room has two analyzers");

const IDENTITY_KEY = "waybill:root";

/** What the readers yield for a file, with a detail of the fact that the runner sets. */
function inFile(text: string, place: Place, visible?: false): Fact[] {
  const path = place.path ?? "";
  const searched = { bytes: Buffer.from(text), path, format: formatOf(path) };
  return credentialsIn(searched, place, { identityKey: IDENTITY_KEY, explain: true }).map((fact) => ({
    ...fact,
    ...(visible === false && { visible }),
  }));
}

function openedAs(kind: TargetKind, strata: readonly Stratum[] = []): Opened {
  return {
    target: { kind, ref: "." },
    strata,
    facts: [],
    gaps: [],
    leftOut: {},
    identity: "root",
    close: () => Promise.resolve(),
  };
}

function lookAt(kind: TargetKind, facts: readonly Fact[], exclude: string[] = [], explain = false): Look {
  return {
    opened: openedAs(kind),
    facts: {
      of: <F extends Fact>(of: F["kind"]) => facts.filter((fact) => fact.kind === of) as unknown as readonly F[],
    },
    configuration: { ...DEFAULT_CONFIGURATION, secrets: { exclude, validateAt: {} } },
    network: { offline: true, request: () => Promise.reject(new Error("offline")) },
    dataDirectory: "",
    now: new Date(0),
    explain,
  };
}

const make = new Maker("analyzers");
const token = make.withChecksum("ghp_");
const password = make.base62(14);

test("one credential in three places is one finding, and one deed that revokes it", async () => {
  const facts = [
    ...inFile(`x\nTOKEN=${token}`, { path: "b.env" }),
    ...inFile(token, { path: "a.txt" }),
    ...inFile(token, { path: "old.txt", commit: "c1" }),
  ];
  const { findings, examined } = await files.analyze(lookAt("git", facts));
  expect(findings).toHaveLength(1);
  expect(findings[0]).toMatchObject({
    rule: "secrets/github-token",
    severity: "critical",
    confidence: "proven",
    title: "GitHub token for TOKEN: ghp_…(40 characters)",
    subject: { credential: secretId(token, IDENTITY_KEY) },
    locations: [
      { path: "a.txt", line: 1 },
      { path: "b.env", line: 2 },
      { path: "old.txt", line: 1, commit: "c1" },
    ],
    deed: {
      key: `revoke credential ${secretId(token, IDENTITY_KEY)}`,
      action: "Revoke and replace: GitHub token (3 places)",
    },
    signals: { reach: { because: "it is in the history too, and so in every clone" } },
  });
  expect(examined).toMatchObject({ credentials: 1 });
  expect((await history.analyze(lookAt("git", facts))).findings).toEqual([]);
});

test("what only the history holds is a finding of the history", async () => {
  const facts = inFile(token, { path: "old.txt", commit: "c1" });
  expect((await files.analyze(lookAt("git", facts))).findings).toEqual([]);
  const { findings } = await history.analyze(lookAt("git", facts));
  expect(findings).toMatchObject([{ rule: "secrets/github-token", locations: [{ commit: "c1" }] }]);
  expect(findings[0]?.signals.reach?.because).toBe(
    "no present file holds it, and every clone of the history still does",
  );
});

test("the detector that knows most names a credential at all its places", async () => {
  const key = make.hex(32);
  const facts = [...inFile(`api_key: ${key}`, { path: "a.yaml" }), ...inFile(`DD_API_KEY=${key}`, { path: "b.env" })];
  const { findings } = await files.analyze(lookAt("directory", facts));
  expect(findings.map(({ rule, locations }) => [rule, locations.length])).toEqual([["secrets/datadog-key", 2]]);
});

test("a file that a later layer deletes still counts, and the finding says so", async () => {
  const facts = inFile(`PASSWORD=${password}`, { path: "root/.env", layer: "sha256:aa" }, false);
  const { findings } = await files.analyze(lookAt("image", facts));
  expect(findings).toMatchObject([
    {
      rule: "secrets/generic-password",
      signals: { reach: { because: "a later layer deletes the file, and whoever can pull the image still reads it" } },
    },
  ]);
});

test("an image's environment, labels and history are read", async () => {
  const image: ImageFact = {
    kind: "image",
    at: { ref: "app" },
    subject: { image: "app" },
    reference: "app",
    registry: "index.docker.io",
    digest: "sha256:00",
    platform: "linux/amd64",
    annotations: {},
    layers: [],
    configuration: {
      user: "",
      environment: ["PATH=/usr/bin", `DB_PASSWORD=${password}`],
      entrypoint: [],
      command: [],
      exposedPorts: [],
      volumes: [],
      labels: { "build.token": token },
      workingDirectory: "/",
      history: [{ createdBy: `|1 NPM_TOKEN=${make.withChecksum("npm_")} /bin/sh -c npm ci`, emptyLayer: false }],
    },
  };
  const { findings } = await files.analyze(lookAt("image", [image]));
  expect(findings.map(({ rule, locations }) => [rule, locations]).sort()).toEqual([
    ["secrets/generic-password", [{ ref: "image configuration: ENV DB_PASSWORD" }]],
    ["secrets/github-token", [{ ref: "image configuration: LABEL build.token" }]],
    ["secrets/npm-token", [{ ref: "image history: step 1" }]],
  ]);
});

test("what a distribution's package brought is nobody's secret, until somebody changes the file", async () => {
  const manual = `DB_PASSWORD=${password}\n`;
  const path = "usr/share/doc/tool/manual.txt";
  const sums = readWith(
    distributionSums,
    "var/lib/dpkg/info/tool:amd64.md5sums",
    `${createHash("md5").update(manual).digest("hex")}  ${path}\n`,
    { target: "image" },
  );
  const found = async (text: string) => {
    const facts = readWith(credentialReader, path, text, { target: "image" });
    const { findings, examined, rejected } = await files.analyze(lookAt("image", [...sums, ...facts], [], true));
    return [findings.length, examined?.partOfDistribution, rejected?.map(({ reason }) => reason)];
  };
  expect(await found(manual)).toEqual([0, 1, [expect.stringContaining("what the package tool brings")]]);
  expect(await found(`${manual}changed\n`)).toEqual([1, undefined, []]);
});

test("excluded paths are counted, and told of with explain", async () => {
  const facts = [
    ...inFile(token, { path: "fixtures/a.txt" }),
    ...inFile("password: your_password", { path: "b.yaml" }),
  ];
  const { findings, examined, rejected, gaps } = await files.analyze(lookAt("directory", facts, ["fixtures/"], true));
  expect(findings).toEqual([]);
  expect(gaps).toEqual([]);
  expect(examined).toEqual({ credentials: 0, leftOutAsBinary: 0, excludedByConfiguration: 1 });
  expect(rejected).toEqual([
    { where: "b.yaml:1", reason: "secrets/generic-password: a placeholder: it contains “your_”" },
    { where: "fixtures/a.txt:1", reason: "secrets/github-token: its path is excluded by the configuration" },
  ]);
});

test("a weak value at two sorts of places is two credentials, a strong one is one", async () => {
  const both = (value: string) => [
    ...inFile(`db: postgres://app:${value}@db.internal/app`, { path: "a.yaml" }),
    ...inFile(`password: ${value}`, { path: "b.yaml" }),
  ];
  const rulesOf = async (value: string) =>
    (await files.analyze(lookAt("directory", both(value)))).findings.map(({ rule, locations }) => [
      rule,
      locations.length,
    ]);
  expect(await rulesOf("hunter")).toEqual([
    ["secrets/database-url", 1],
    ["secrets/generic-password", 1],
  ]);
  expect(await rulesOf(make.base62(20))).toEqual([["secrets/database-url", 2]]);
});

test.each([
  ["git", false, true, false],
  ["git", true, true, true],
  ["directory", false, true, false],
  ["image", false, true, false],
  ["sbom", false, false, false],
] as const)("a %s target, with history %s: files %s, history %s", (kind, past, forFiles, forHistory) => {
  const stratum: Stratum = { form: "git", locator: {}, index: 0, history: true, weight: 1 };
  const opened = openedAs(kind, past ? [stratum] : []);
  expect([files.applies(opened.target, opened), history.applies(opened.target, opened)]).toEqual([
    forFiles,
    forHistory,
  ]);
});
