import { expect, test } from "vitest";
import { firedIn, joinedGaps } from "../testing/fired.ts";

const ROOT = ".gitlab-ci.yml";
const DIND = "build:\n  image: docker:27\n  script: [make]\n";

test("what a pipeline takes in is read under any name, and what none takes in is not", () => {
  expect(firedIn({ [ROOT]: "include: { local: /ci/build.yml }\n", "ci/build.yml": DIND })).toEqual([
    "unpinned-image medium :2",
  ]);
  expect(firedIn({ [ROOT]: "include: /ci/build.yml\n", "ci/build.yml": DIND })).toEqual(["unpinned-image medium :2"]);
  expect(firedIn({ [ROOT]: "test:\n  script: [make]\n", "ci/build.yml": DIND })).toEqual([]);
});

test.each([
  ["ci/*.yml", 1],
  ["ci/**.yml", 2],
  ["ci/b*.yml", 1],
  ["other/*.yml", 0],
])("include %j takes in %i files", (pattern, count) => {
  const files = { [ROOT]: `include: [{ local: '${pattern}' }]\n`, "ci/build.yml": DIND, "ci/deep/build.yml": DIND };
  expect(firedIn(files).length).toBe(count);
});

test("parts take in others, and go round no further than once", () => {
  const files = {
    [ROOT]: "include: a.yml\n",
    "a.yml": `include: b.yml\n${DIND}`,
    "b.yml": `include: [a.yml, b.yml]\n${DIND.replace("build", "other")}`,
  };
  expect(firedIn(files).length).toBe(2);
  expect(joinedGaps(files)).toEqual([]);
});

test("what is taken in and not there, or cannot be read, is a gap", () => {
  expect(joinedGaps({ [ROOT]: "include: [gone.yml, 'none/*.yml']\n" })).toEqual([
    ".gitlab-ci.yml:1: it takes in gone.yml, which is not here, or is no pipeline that can be read",
  ]);
  expect(joinedGaps({ [ROOT]: "include: a.yml\n", "a.yml": "build:\n  script: [make]\n  runz: x\n" })).toEqual([
    "a.yml:3: the key `runz` is not known here: what it does was not judged",
  ]);
});

test("other people's YAML is no part", () => {
  const manifest = "apiVersion: v1\nkind: ConfigMap\ndata:\n  script: |\n    make\n";
  expect(joinedGaps({ [ROOT]: "include: '**.yml'\n", "k8s/x.yml": manifest })).toEqual([]);
});
