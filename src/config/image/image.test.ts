import { expect, test } from "vitest";
import type { Look, Outcome } from "../../core/analyzer.ts";
import { Configuration } from "../../core/configuration.ts";
import type { ImageConfiguration, ImageFact } from "../../core/image.ts";
import { judgeFacts } from "../../core/judge.ts";
import { subject } from "../../core/subject.ts";
import { readWith } from "../../testing/read-with.ts";
import { imageConfiguration } from "./analyzer.ts";
import type { ImageAccount, SetuidProgram } from "./facts.ts";
import { imageFilesReader } from "./files-reader.ts";
import { settingsOf } from "./settings.ts";

const PLAIN: ImageConfiguration = {
  user: "65532",
  environment: ["PATH=/usr/bin", "TOKEN_TTL=300"],
  entrypoint: [],
  command: [],
  exposedPorts: ["8080/tcp"],
  volumes: [],
  labels: {},
  workingDirectory: "/",
  history: [{ createdBy: "RUN /bin/sh -c make # buildkit", emptyLayer: false }],
};

function findings(changed: Partial<ImageConfiguration>, standard: unknown = {}, platform = "linux/amd64") {
  const image: ImageFact = {
    kind: "image",
    at: { ref: "app:1" },
    subject: subject("image", "app:1"),
    reference: "app:1",
    registry: "",
    digest: "sha256:aa",
    platform,
    annotations: {},
    configuration: { ...PLAIN, ...changed },
    layers: [],
  };
  const settings = [...settingsOf(image, Configuration.parse({ standard: { image: standard } }).standard)];
  return judgeFacts("config", imageConfiguration.rules, settings).findings;
}

test.each<[string, Partial<ImageConfiguration>, unknown, string[]]>([
  ["a plain image", {}, {}, []],
  ["no user", { user: "" }, {}, ["medium the image sets no user, so it runs as root"]],
  ["root by name and group", { user: "root:app" }, {}, ["medium the image runs as root"]],
  [
    "root where the standard forbids it",
    { user: "0" },
    { nonRoot: true },
    ["high the image runs as 0, which the standard forbids"],
  ],
  [
    "a secret in the environment",
    { environment: ["API_KEY=abc123def"] },
    {},
    ["high API_KEY stands with its value in the image's environment"],
  ],
  ["names of secrets without one", { environment: ["API_KEY=", "DB_PASSWORD_FILE=/run/x", "USE_TOKEN=true"] }, {}, []],
  [
    "an argument of the build in the history",
    { history: [{ createdBy: "RUN |2 NPM_TOKEN=abc123def V=1 /bin/sh -c npm ci", emptyLayer: false }] },
    {},
    ["high NPM_TOKEN stands with its value in the image's history, as an argument of the build"],
  ],
  ["a login port", { exposedPorts: ["22/tcp", "443"] }, {}, ["medium the image exposes port 22 (SSH)"]],
  [
    "labels demanded",
    { labels: { owner: "web", source: " " } },
    { labels: ["owner", "source"] },
    ["medium the image has no label source, which the standard demands"],
  ],
])("%s", (_, changed, standard, expected) => {
  expect(findings(changed, standard).map(({ severity, title }) => `${severity} ${title}`)).toEqual(expected);
});

test("Windows has no root", () => {
  expect(findings({ user: "" }, {}, "windows/amd64")).toEqual([]);
});

test("no value is in any finding", () => {
  const found = findings({
    environment: ["API_KEY=abc123def"],
    history: [{ createdBy: "|1 TOKEN=abc123def /bin/sh -c x", emptyLayer: false }],
  });
  expect(found).toHaveLength(2);
  expect(JSON.stringify(found)).not.toContain("abc123def");
});

test.each<[string, string, number, string[]]>([
  ["opt/helper", "\x7fELF", 0o4755, ["setuid-program root"]],
  ["opt/helper", "\x7fELF", 0o2755, ["setuid-program group"]],
  ["opt/data", "text", 0o4644, []],
  [
    "etc/shadow",
    "root::19000:0:::::\nbin:!:19000::::::\n\nbroken\n",
    0o640,
    ["image-account root none", "image-account bin"],
  ],
  ["etc/passwd", "root:x:0:0:root:/root:/bin/sh\n", 0o644, ["image-account root"]],
  ["home/etc/passwd", "root::0:0", 0o644, []],
])("%s with mode %#o", (path, text, mode, expected) => {
  const facts = readWith(imageFilesReader, path, text, { target: "image", mode }) as (SetuidProgram | ImageAccount)[];
  const told = facts.map((fact) =>
    fact.kind === "setuid-program"
      ? `${fact.kind} ${fact.owner}`
      : `${fact.kind} ${fact.name}${fact.hasNoPassword ? " none" : ""}`,
  );
  expect(told).toEqual(expected);
});

test("files are looked at in images alone, and what a later layer takes away does not count", () => {
  expect(readWith(imageFilesReader, "etc/shadow", "root::1", { target: "directory" })).toEqual([]);
  const facts = readWith(imageFilesReader, "etc/shadow", "root::1", { target: "image" });
  const judge = (visible: boolean) => {
    const all = facts.map((fact) => ({ ...fact, visible }));
    const book = { of: (kind: string) => all.filter((fact) => fact.kind === kind) } as unknown as Look["facts"];
    const outcome = imageConfiguration.analyze({
      facts: book,
      configuration: Configuration.parse({}),
    } as Look) as Outcome;
    return outcome.findings.map(({ title }) => title);
  };
  expect(judge(true)).toEqual(["the account root has no password"]);
  expect(judge(false)).toEqual([]);
});

test.each([
  ["/bin/sh -c curl -fsSL https://a.example/x | sh", 1],
  ["RUN |1 A=b /bin/sh -c wget -qO- https://a.example/x | bash # buildkit", 1],
  ["/bin/sh -c #(nop) CMD curl https://a.example | sh", 0],
  ["RUN /bin/sh -c curl -o x https://a.example/x && sha256sum -c sums # buildkit", 0],
])("the history's %j is found %d times", (createdBy, times) => {
  const found = findings({ history: [{ createdBy, emptyLayer: false }] });
  expect(found.map(({ rule }) => rule)).toEqual(Array(times).fill("config/image/fetched-and-run"));
});
