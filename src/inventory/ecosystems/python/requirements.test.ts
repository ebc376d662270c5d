import * as fc from "fast-check";
import { expect, test } from "vitest";
import { CONTEXT, fileEntry, packagesIn, readAll } from "../../testing/fake-file.ts";
import { requirements } from "./requirements.ts";

test.each([
  ["Flask==2.0.1", "flask@2.0.1"],
  ["flask == 2.0.1  # web", "flask@2.0.1"],
  ["flask[async,dotenv]==2.0.1 ; python_version >= '3.8'", "flask@2.0.1"],
  ["flask===2.0.1", "flask@2.0.1"],
  ["flask (==2.0.1)", "flask@2.0.1"],
  ["flask==2.0.1 \\\n    --hash=sha256:00 \\\n    --hash=sha256:11", "flask@2.0.1"],
  ["flask", "passed-over"],
  ["flask>=2", "passed-over"],
  ["flask==2.*", "passed-over"],
  ["flask==2.0.1,<3", "passed-over"],
  ["flask @ https://example.com/flask.whl", "passed-over"],
  ["git+https://example.com/flask.git", "passed-over"],
  ["-e .", "passed-over"],
  ["-r base.txt", "unread-packages"],
])("%j: %s", (text, expected) => {
  const [fact, ...more] = readAll(requirements, "requirements.txt", text);
  expect(fact?.kind === "package" ? `${fact.name}@${fact.version}` : fact?.kind).toBe(expected);
  expect(more).toEqual([]);
});

test.each([
  "# flask==1.0",
  "",
  "--index-url https://example.com/simple",
  "-r requirements-dev.txt",
  "-rrequirements.txt",
])("%j names nothing", (text) => {
  expect(readAll(requirements, "requirements.txt", text)).toEqual([]);
});

test("a constraint is counted; what a file of another name adds is not read, and in its own folder it is", () => {
  expect(readAll(requirements, "requirements.txt", "-c constraints.txt\n-r base.txt")).toMatchObject([
    { kind: "passed-over", as: "unresolved" },
    { kind: "unread-packages" },
  ]);
  expect(readAll(requirements, "requirements/all.txt", "-r base.txt")).toEqual([]);
});

test.each([
  ["requirements.txt", true, undefined],
  ["dev-requirements.txt", true, "development"],
  ["requirements/test.txt", true, "development"],
  ["requirements/base.txt", true, undefined],
  ["docs/notes.txt", false, undefined],
])("%s: read %s, for %s", (path, wanted, scope) => {
  expect(requirements.wants(fileEntry(path), CONTEXT)).toBe(wanted);
  expect(packagesIn(readAll(requirements, path, "a==1"))[0]?.scope).toBe(scope);
});

test("a long run of blanks costs no more than its length", () => {
  const text = `a${" ".repeat(200_000)}x\n[${"-".repeat(200_000)}b\n`;
  expect(readAll(requirements, "requirements.txt", text).map(({ kind }) => kind)).toEqual([
    "passed-over",
    "passed-over",
  ]);
});

const Name = fc.stringMatching(/^[a-z][a-z0-9]{0,8}$/);
const Version = fc.stringMatching(/^[0-9]{1,3}(\.[0-9]{1,3}){0,3}$/);

test("generated pins read back as they were written", () => {
  fc.assert(
    fc.property(fc.array(fc.record({ name: Name, version: Version })), (written) => {
      const text = written.map(({ name, version }) => `${name}==${version}\n`).join("");
      const read = packagesIn(readAll(requirements, "requirements.txt", text));
      expect(read.map(({ name, version }) => ({ name, version }))).toEqual(written);
    }),
    { numRuns: 100 },
  );
});

test("any bytes are read or counted", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      expect(() => readAll(requirements, "requirements.txt", bytes)).not.toThrow();
    }),
    { numRuns: 200 },
  );
});
