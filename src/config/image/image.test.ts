import { expect, test } from "vitest";
import { Configuration } from "../../core/configuration.ts";
import type { ImageConfiguration, ImageFact } from "../../core/image.ts";
import { judgeFacts } from "../../core/judge.ts";
import { subject } from "../../core/subject.ts";
import { imageConfiguration } from "./analyzer.ts";
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
