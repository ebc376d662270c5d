import { expect, test } from "vitest";
import { CONTEXT, fileEntry, readAll } from "../../testing/fake-file.ts";
import { listing, restOf } from "../../testing/listing.ts";
import { actionUses } from "./action-uses.ts";
import { deployedImages, dockerfileBases } from "./container-images.ts";

test("actions and reusable workflows; what stands in a script is none", () => {
  const text = `on: push
jobs:
  a:
    uses: org/flows/.github/workflows/x.yml@v1
  b:
    steps:
      - uses: actions/checkout@v4 # the newest
      - name: x
        uses: "owner/Repo/sub/dir@0123abc"
      - uses: ./local
      - uses: docker://alpine:3.20
      - run: |
          echo
          uses: not/this@v1
      - uses: \${{ matrix.action }}
`;
  const facts = readAll(actionUses, ".github/workflows/ci.yml", text);
  expect(listing(facts)).toEqual([
    "pkg:githubactions/org/flows@v1:4 direct development",
    "pkg:githubactions/actions/checkout@v4:7 direct development",
    "pkg:githubactions/owner/Repo@0123abc:9 direct development",
    "pkg:docker/alpine@3.20:11 direct development",
  ]);
  expect(restOf(facts)).toEqual(["unresolved:15 an action whose name is computed, or that names no version"]);
});

test("only in sources: a workflow in an image is nobody's pipeline", () => {
  const entry = fileEntry(".github/workflows/ci.yml", 1);
  expect(actionUses.wants(entry, { ...CONTEXT, target: "git" })).toBe(true);
  expect(actionUses.wants(entry, CONTEXT)).toBe(false);
});

test("bases of a Dockerfile: the last stage's ships", () => {
  const digest = `sha256:${"a".repeat(64)}`;
  const text = `ARG TAG=22
FROM node:$TAG AS build
FROM build AS test
FROM scratch AS empty
FROM registry.example.com:5000/team/base@${digest}
FROM $WHAT AS odd
FROM gcr.io/distroless/static:nonroot
`;
  const facts = readAll(dockerfileBases, "Dockerfile", text);
  expect(listing(facts)).toEqual([
    "pkg:docker/node@22:2 direct development",
    `pkg:docker/team/base@${digest}?repository_url=registry.example.com:5000:5 direct development`,
    "pkg:docker/distroless/static@nonroot?repository_url=gcr.io:7 direct production",
  ]);
  expect(restOf(facts)).toEqual(["unresolved:6 a base image whose name is computed"]);
});

test("images of compose files and of Kubernetes; other YAML is left alone", () => {
  const compose = "services:\n  db:\n    image: postgres:16\n  app:\n    build: .\n    image: ${IMAGE}\n";
  const facts = readAll(deployedImages, "deploy/docker-compose.prod.yml", compose);
  expect(listing(facts)).toEqual(["pkg:docker/postgres@16:3 direct"]);
  expect(restOf(facts)).toEqual(["unresolved:6 an image whose name is computed"]);
  const pod = "apiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - image: 'nginx'\n";
  expect(listing(readAll(deployedImages, "pod.yaml", pod))).toEqual(["pkg:docker/nginx@latest:5 direct"]);
  expect(readAll(deployedImages, "values.yaml", "image: nginx\n")).toEqual([]);
});
