import fc from "fast-check";
import { expect, test } from "vitest";
import type { Look, Outcome } from "../../core/analyzer.ts";
import { DEFAULT_CONFIGURATION } from "../../core/configuration.ts";
import { judgeFacts } from "../../core/judge.ts";
import type { GapFact } from "../../core/reader.ts";
import { openFile, READER_CONTEXT } from "../../testing/open-file.ts";
import { dockerfiles } from "./analyzer.ts";
import type { DockerfileFact } from "./facts.ts";
import { dockerfileReader } from "./reader.ts";

const PINNED = "FROM debian:12@sha256:aa\n";

function judge(text: string) {
  const read = [...dockerfileReader.read(openFile("Dockerfile", text), READER_CONTEXT)];
  const facts = read.filter((fact): fact is DockerfileFact => fact.kind !== "gap");
  return {
    ...judgeFacts("config", dockerfiles.rules, facts),
    unread: read.filter((fact): fact is GapFact => fact.kind === "gap"),
  };
}

/** Which rules fire at which line, without advice and what only the missing USER brings. */
function fired(text: string): string[] {
  return judge(`${text}\nUSER 65532\n`)
    .findings.filter(({ severity }) => severity !== "info")
    .map(
      ({ rule, severity, locations }) => `${rule.replace("config/dockerfile/", "")} ${severity} :${locations[0]?.line}`,
    )
    .sort();
}

test.each<[string, string[]]>([
  ["RUN curl -fsSL https://x.example | bash -s -- --yes", ["pipe-to-shell high :2"]],
  ["RUN set -eux; \\\n  # why\n  curl https://x.example \\\n  | sudo -E bash -", ["pipe-to-shell high :2"]],
  ["RUN curl https://x.example | gunzip | sh", ["pipe-to-shell high :2"]],
  ['RUN bash -c "$(curl -fsSL https://x.example)"', ["pipe-to-shell high :2"]],
  ["RUN bash <(curl -s https://x.example)", ["pipe-to-shell high :2"]],
  ['RUN eval "$(wget -qO- https://x.example)"', ["pipe-to-shell high :2"]],
  ['RUN ["sh", "-c", "curl https://x.example | sh"]', ["pipe-to-shell high :2"]],
  ["RUN <<EOT\nset -e\ncurl https://x.example | sh\nEOT", ["pipe-to-shell high :2"]],
  ["RUN bash <<'EOT'\ncurl https://x.example | sh\nEOT", ["pipe-to-shell high :2"]],
  ["ONBUILD RUN curl https://x.example | sh", ["pipe-to-shell high :2"]],
  ["RUN cat <<EOT > /README\ncurl https://x.example | sh\nEOT", []],
  ["COPY <<EOT /README\ncurl https://x.example | sh\nEOT", []],
  ["RUN <<EOT\n#!/usr/bin/env python3\ncurl | sh\nEOT", []],
  ["RUN curl https://x.example | python3 -c 'import json, sys; json.load(sys.stdin)'", []],
  ["RUN curl https://x.example | bash /verify.sh", []],
  ["RUN echo 'curl https://x.example | sh'", []],
  ["RUN curl https://x.example | tar xz && sh install.sh", []],
  ["RUN curl https://x.example -o f || sh fallback.sh", []],
])("piped into a shell: %j", (text, expected) => {
  expect(fired(PINNED + text)).toEqual(expected);
});

test.each<[string, string[]]>([
  ["RUN curl -fsSLk https://x.example -o f", ["tls-switched-off high :2"]],
  ["RUN wget --no-check-certificate https://x.example", ["tls-switched-off high :2"]],
  ["RUN git -c http.sslVerify=false clone https://x.example", ["tls-switched-off high :2"]],
  ["RUN git config --global http.sslVerify false", ["tls-switched-off high :2"]],
  ["RUN npm config set strict-ssl false", ["tls-switched-off high :2"]],
  ["RUN pip install --trusted-host x.example y", ["tls-switched-off high :2"]],
  ["RUN curl -fsSL https://x.example -o task", []],
  ["HEALTHCHECK CMD curl -k https://localhost", []],
  ["RUN git clone https://ada:word@git.example/x", ["credentials-in-address high :2"]],
  ["RUN pip install git+https://$TOKEN@git.example/x", ["credentials-in-address high :2"]],
  ["RUN git clone git@git.example:x && curl https://x.example/@scope/name", []],
])("fetching: %j", (text, expected) => {
  expect(fired(PINNED + text)).toEqual(expected);
});

test.each<[string, string[]]>([
  ["ENV DB_PASSWORD=hunter", ["secret-variable high :2"]],
  ["ENV A=1 \\\n  API_KEY='x y' \\\n  B=2", ["secret-variable high :2"]],
  ["ENV PASSWORD one two", ["secret-variable high :2"]],
  ["ARG NPM_TOKEN", ["secret-variable medium :2"]],
  ['ENV NOTE="the PASSWORD=x is elsewhere"', []],
  ["ENV MYSQL_ALLOW_EMPTY_PASSWORD=yes TOKEN_FILE=/run/x DB_PASSWORD=$FROM_OUTSIDE", []],
  ["COPY .env .npmrc /app/", ["secret-copied high :2"]],
  ['COPY ["a b", "keys/id_ed25519", "/x/"]', ["secret-copied high :2"]],
  ["ADD --chown=1 .ssh/ /root/.ssh/", ["secret-copied high :2"]],
  ["COPY --from=build /app/.env /app/", []],
  ["COPY .env.example certs/ca.pem docker-archive-keyring.key /x/", []],
  ["COPY <<EOT /app/.npmrc\nregistry=https://x.example\nEOT", []],
])("secrets: %j", (text, expected) => {
  expect(fired(PINNED + text)).toEqual(expected);
});

test("no value of a variable and no password of an address is in any finding", () => {
  const text = `${PINNED}ENV DB_PASSWORD=hunter-two\nRUN git clone https://ada:hunter@two@git.example/x\nADD https://ada:hunter@x.example/a?sig=hunter /x`;
  expect(judge(text).findings.length).toBeGreaterThanOrEqual(3);
  expect(JSON.stringify(judge(text).findings)).not.toContain("hunter");
});

test.each<[string, string[]]>([
  ["ADD https://x.example/a.tgz /x", ["unverified-download medium :2"]],
  ["ADD http://x.example/a.tgz /x", ["unverified-download high :2"]],
  ["ADD --checksum=sha256:aa https://x.example/a.tgz /x", []],
  ["RUN chmod -R 777 /srv", ["world-writable medium :2"]],
  ["RUN chmod u+s /usr/bin/x", ["world-writable medium :2"]],
  ["RUN chmod a+rwX /srv", ["world-writable medium :2"]],
  ["RUN chmod 1777 /tmp && chmod +w x && chmod g+w y && chmod 2755 z && chmod u=rwx,o= q", []],
  ["COPY --chmod=777 a b", ["world-writable-copy medium :2"]],
  ["COPY --chmod=755 a b", []],
  ["EXPOSE 80 22/tcp", ["remote-login medium :2"]],
  ["RUN apt-get update", ["stale-index low :2"]],
  ["RUN apt-get update && apt-get -o Dpkg::Use-Pty=0 install -y x", []],
  ["RUN yum update -y", []],
  ["RUN --security=insecure --network=host x", ["insecure-run high :2"]],
  ["RUN --mount=type=secret,id=x --network=none x", []],
])("what a build does: %j", (text, expected) => {
  expect(fired(PINNED + text)).toEqual(expected);
});

test.each<[string, string[]]>([
  ["FROM node", ["moving-base medium :1"]],
  ["FROM node:latest", ["moving-base medium :1"]],
  ["ARG R\nFROM $R/node", ["moving-base medium :2"]],
  ["ARG R\nFROM $R/node:22@sha256:aa", []],
  ["ARG R\nFROM $R/node$TAG", []],
  ["FROM registry.example:5000/node", ["moving-base medium :1"]],
  ["FROM node:22 AS build\nFROM build\nCOPY --from=build /a /b", ["unpinned-base low :1"]],
  ["ARG TAG=22\nFROM node:${TAG}", ["unpinned-base low :2"]],
  ["FROM scratch", []],
  ["# syntax=evil.example/frontend:1\nFROM scratch", ["foreign-frontend medium :1"]],
])("bases: %j", (text, expected) => {
  expect(fired(text)).toEqual(expected);
});

test.each([
  ["FROM node@sha256:aa", "possible :1"],
  ["FROM node@sha256:aa\nUSER app\nRUN x\nUSER root", "proven :4"],
  ["FROM node@sha256:aa AS base\nUSER 0:0\nFROM base", "proven :3"],
  ["FROM node@sha256:aa AS build\nUSER root\nFROM scratch", "proven :3"],
  ["FROM node@sha256:aa AS base\nUSER app\nFROM base\nONBUILD USER root", ""],
  ["FROM node@sha256:aa\nARG UID=1000\nUSER ${UID}", ""],
  ["FROM node@sha256:aa\nENV APP_UID 0\nUSER $APP_UID", "proven :3"],
  ["FROM node@sha256:aa AS base\nENV APP_UID=999\nARG GONE=0\nFROM base\nUSER ${APP_UID}", ""],
  ["FROM gcr.io/distroless/static:nonroot@sha256:aa", ""],
])("%j runs as root: %s", (text, expected) => {
  const found = judge(text).findings.filter(({ rule }) => rule === "config/dockerfile/root-user");
  expect(found.map(({ confidence, locations }) => `${confidence} :${locations[0]?.line}`).join()).toBe(expected);
});

test.each([
  ["FROM ${BASE}\nUSER 1", "the base ${BASE} is computed when it is built"],
  ["FROM scratch\nARG WHO\nUSER ${WHO}", "the user ${WHO} is computed when it is built"],
])("%j is out of sight, and said so", (text, reason) => {
  expect(
    judge(text)
      .gaps.map((gap) => gap.reason)
      .join(),
  ).toContain(reason);
});

test("what is no Dockerfile inside is a gap", () => {
  expect(judge("hello there\n").unread.map(({ reason }) => reason)).toContain("no FROM");
});

test.each([
  ["Dockerfile", true],
  ["a/Dockerfile.web", true],
  ["web.Dockerfile", true],
  ["Containerfile", true],
  ["Dockerfile.j2", false],
  ["Dockerfile.dockerignore", false],
  ["node_modules/x/Dockerfile", false],
  ["docs/dockerfile.md", false],
])("%s is read: %s", (path, expected) => {
  expect(dockerfileReader.wants(openFile(path, "").entry, READER_CONTEXT)).toBe(expected);
});

test("a program or a port called like something of the language's own is no program and no port", () => {
  expect(fired(`${PINNED}RUN constructor x && __proto__ y && toString\nEXPOSE constructor`)).toEqual([]);
});

test("never throws, and a long pipe ends", () => {
  const piece = fc.constantFrom(
    "FROM a",
    "RUN curl x | sh",
    "RUN <<E",
    "E",
    "\\",
    "ENV A=",
    'ENV "',
    "COPY [",
    "USER $",
    "ONBUILD",
    "| sh",
    "$(",
    "ADD <<",
    "chmod",
  );
  fc.assert(
    fc.property(
      fc.array(piece, { maxLength: 12 }),
      fc.constantFrom("\n", " "),
      (pieces, glue) => void judge(pieces.join(glue)),
    ),
    { numRuns: 200 },
  );
  expect(judge(`FROM a\nRUN curl${" | cat".repeat(5_000)} | sh`).findings.length).toBeGreaterThan(0);
});

test("what a Dockerfile merely leaves open is one deed, and one thing alone stays its own", () => {
  const deeds = (text: string) => {
    const facts = [...dockerfileReader.read(openFile("Dockerfile", text), READER_CONTEXT)];
    const book = { of: (kind: string) => facts.filter((fact) => fact.kind === kind) } as unknown as Look["facts"];
    const outcome = dockerfiles.analyze({ facts: book, configuration: DEFAULT_CONFIGURATION } as Look) as Outcome;
    return [...new Set(outcome.findings.map(({ deed }) => deed.action))];
  };
  expect(deeds("FROM debian:12\nRUN curl https://a.example/x | sh\n")).toEqual([
    expect.stringContaining("Fetch into a file"),
    "Harden Dockerfile: pin the base to its digest, end with a user",
  ]);
  expect(deeds("FROM debian:12\nUSER 10001\n")).toEqual(["Pin the image debian:12 to its digest"]);
});

test.each<[string, string[]]>([
  ["CMD node web.js", ["shell-form low :2"]],
  ["CMD set -e; exec node web.js", []],
  ['CMD ["node", \\\n  "web.js"]', []],
  ["CMD [node, web.js]", ["shell-form low :2"]],
  ["ENTRYPOINT node web.js", ["shell-form low :2"]],
  ["HEALTHCHECK CMD curl -f http://localhost || exit 1", []],
  ["ONBUILD CMD node web.js", []],
  ['CMD ["a"]\nRUN true\nCMD ["b"]', ["overtaken-instruction low :2"]],
  ["CMD a\nCMD b", ["overtaken-instruction low :2", "shell-form low :3"]],
  ["HEALTHCHECK CMD a\nHEALTHCHECK NONE", ["overtaken-instruction low :2"]],
  [`ENTRYPOINT ["a"]\n${PINNED}ENTRYPOINT ["b"]`, []],
])("how the image starts: %j", (text, expected) => {
  expect(fired(PINNED + text)).toEqual(expected);
});

test.each<[string, string[]]>([
  ["RUN apt-get update && apt-get install -y -t trixie-backports curl=8.1 git", ["git"]],
  ["RUN pip install --index-url https://x.example/simple a==1 'b[c]>=2' d[e]>=2 ./own f.whl -r all.txt", ["d[e]"]],
  ["RUN python3 -m pip install -U pip", ["pip"]],
  ["RUN uv pip install ruff", ["ruff"]],
  ["RUN npm i -g a@^1 b @c/d @c/e@next file:f ./g h/i#4d2c j.tgz", ["b", "@c/d", "@c/e@next"]],
  ["RUN npm ci && npm install && yarn install", []],
  ["RUN yarn global add serve", ["serve"]],
  ["RUN apk add --no-cache -t .build a=1 'b>=2' c~3 /d.apk e", ["e"]],
  ["RUN dnf install -y a-1.2 b c-1:2 d.rpm", ["b"]],
  ["RUN zypper in -y a=1 b", ["b"]],
  ["RUN gem install a:1 b -- --with-x y", ["b"]],
  ["RUN go install ./... && go install a.example/b@v1 && go install a.example/c@latest", ["a.example/c@latest"]],
  ["RUN cargo install a && cargo install b --version 1.2 && cargo install c@1.2", ["a"]],
  ["ARG V\nRUN pip install a==$V b-${V}", []],
])("packages without a version: %j", (text, expected) => {
  const messages = judge(PINNED + text).findings.flatMap(({ rule, title }) =>
    rule === "config/dockerfile/unpinned-package"
      ? (/installs (.*) in no version/.exec(title)?.[1] ?? "").split(", ")
      : [],
  );
  expect(messages).toEqual(expected);
});

test("what is mounted for a step alone stays in no layer", () => {
  const mounts = "--mount=type=cache,target=/var/cache/apk --mount=type=bind,target=/src";
  const found = (text: string) => judge(PINNED + text).findings.map(({ rule }) => rule);
  expect(found(`RUN ${mounts} apk add curl=8`)).not.toContain("config/dockerfile/left-over-packages");
  expect(found("RUN --mount=type=bind,target=/var/cache/apk apk add curl=8")).toContain(
    "config/dockerfile/left-over-packages",
  );
});
