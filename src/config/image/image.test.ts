import fc from "fast-check";
import { expect, test } from "vitest";
import type { Look, Outcome } from "../../core/analyzer.ts";
import { Configuration } from "../../core/configuration.ts";
import type { ImageConfiguration, ImageFact } from "../../core/image.ts";
import { judgeFacts } from "../../core/judge.ts";
import { subject } from "../../core/subject.ts";
import { readWith } from "../../testing/read-with.ts";
import { imageConfiguration } from "./analyzer.ts";
import type { ImageAccount, ImageFolder, SetuidProgram } from "./facts.ts";
import { imageFilesReader } from "./files-reader.ts";
import { settingsOf } from "./settings.ts";
import { worldWritableFolders } from "./writable-folders.ts";

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

const nop = (text: string) => ({ createdBy: `/bin/sh -c #(nop)  ${text}`, emptyLayer: true });
const step = (createdBy: string) => ({ createdBy, emptyLayer: true });

test.each<[string, Partial<ImageConfiguration>, string[]]>([
  ["told by an older builder", { user: "app", history: [nop("USER app")] }, []],
  ["told by BuildKit", { user: "app", history: [step("USER app # buildkit")] }, []],
  ["another user", { user: "65532", history: [nop("USER app")] }, ["user"]],
  ["the last one counts", { user: "b", history: [nop("USER a"), step("USER b")] }, []],
  ["a user that is put in", { user: "b", history: [step("USER ${APP}")] }, []],
  ["no list between its words", { command: ["node", "a b"], history: [step('CMD ["node" "a b"]')] }, []],
  ["a list in JSON", { command: ["node", 'a"b'], history: [nop('CMD ["node", "a\\"b"]')] }, []],
  ["another command", { command: ["node", "b"], history: [step('CMD ["node" "a"]')] }, ["command"]],
  ["another program", { entrypoint: ["x"], history: [step('ENTRYPOINT ["node"]')] }, ["entrypoint"]],
  [
    "a command that an entrypoint took away",
    { entrypoint: ["node"], history: [step('CMD ["bash"]'), step('ENTRYPOINT ["node"]')] },
    [],
  ],
  [
    "a command that an entrypoint left",
    { entrypoint: ["node"], command: ["a"], history: [step('CMD ["a"]'), step('ENTRYPOINT ["node"]')] },
    [],
  ],
  ["a command that is gone", { history: [step('ENTRYPOINT ["a"]'), step('CMD ["a"]')] }, ["entrypoint", "command"]],
  ["words that are no step", { history: [step("RUN /bin/sh -c echo USER app"), step("CMD [x"), step("")] }, []],
])("told by the history: %s", (_, changed, expected) => {
  const found = findings(changed).filter(({ rule }) => rule === "config/image/changed-after-build");
  expect(found.map(({ title }) => /starts another|other arg|another user/.exec(title)?.[0])).toEqual(
    expected.map((one) => ({ user: "another user", command: "other arg", entrypoint: "starts another" })[one]),
  );
});

test.each([
  ["ADD https://a.example/x.tgz /opt/ # buildkit", ["low"]],
  ["ADD --checksum=sha256:00 https://a.example/x.tgz /opt/ # buildkit", []],
  ["/bin/sh -c #(nop) ADD file:3f2a91 in / ", []],
  ["COPY https://a.example/x /x", []],
])("fetched by the history's %j", (createdBy, expected) => {
  expect(findings({ history: [step(createdBy)] }).map(({ severity }) => severity)).toEqual(expected);
});

test("a folder that anybody may write is told as the uppermost layer has it, with what lies in it", () => {
  const folder = (path: string, mode: number, layer: string): ImageFolder => {
    const [fact] = readWith(imageFilesReader, path, "", { target: "image", mode, type: "directory" }) as ImageFolder[];
    return { ...(fact as ImageFolder), at: { path, layer } };
  };
  const layers = ["one", "two"].map((diffId, index) => ({ index, diffId, size: 1 }));
  const told = worldWritableFolders(
    [
      folder("app", 0o777, "one"),
      folder("app/logs", 0o777, "one"),
      folder("app-b", 0o777, "one"),
      folder("mended", 0o755, "two"),
      folder("mended", 0o777, "one"),
      folder("tmp", 0o1777, "one"),
      folder("tmp/x", 0o777, "one"),
      folder("usr/bin", 0o757, "two"),
      folder("usr/bin", 0o755, "one"),
      folder("home", 0o755, "one"),
    ],
    layers,
  );
  const { findings: found } = judgeFacts("config", imageConfiguration.rules, told);
  expect(found.map(({ severity, title }) => `${severity} ${title}`)).toEqual([
    "low anybody may write in /app, and a folder in it, too",
    "low anybody may write in /app-b",
    "low anybody may write in /tmp/x",
    "medium anybody may write in /usr/bin",
  ]);
});

test("a history's steps are read whatever they hold", () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(fc.string(), fc.constantFrom('CMD ["\\', "USER ", "ADD ", 'ENTRYPOINT ["a" "'))),
      (steps) => {
        findings({ history: steps.map((createdBy) => ({ createdBy, emptyLayer: false })) });
      },
    ),
    { numRuns: 300 },
  );
});
