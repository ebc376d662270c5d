import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { OpenFile, ReaderContext } from "../core/reader.ts";
import { credentialReader, pastCredentialReader } from "./credential-reader.ts";
import { DETECTORS } from "./detectors/index.ts";
import { Maker } from "./samples.ts";

const CONTEXT: ReaderContext = { target: "directory", identityKey: "a key for tests", explain: false };

function fileOf(path: string, bytes: Buffer): OpenFile {
  const entry = { path, type: "file" as const, size: bytes.length, mode: 0o644 };
  return { path, entry, place: { path }, bytes, text: () => bytes.toString("utf8") };
}

function read(path: string, text: string | Buffer, context: Partial<ReaderContext> = {}) {
  return [...credentialReader.read(fileOf(path, Buffer.from(text)), { ...CONTEXT, ...context })];
}

test("a credential is told of by place, shape and bytes, and never by value", () => {
  const token = new Maker("reader").withChecksum("ghp_");
  const text = `# é\nexport  GITHUB_TOKEN="${token}"\n`;
  const [fact, ...more] = read("deploy.sh", text);
  expect(more).toEqual([]);
  expect(fact).toMatchObject({
    kind: "credential",
    at: { path: "deploy.sh", line: 2, column: 23 },
    detector: "github-token",
    shape: "ghp_…(40 characters)",
    name: "GITHUB_TOKEN",
    frame: "assignment",
    format: "shell",
    grade: "checksum",
    confidence: "proven",
  });
  if (fact?.kind !== "credential") throw new Error("no credential");
  expect(Buffer.from(text).toString("utf8", fact.start, fact.end)).toBe(token);
  expect(JSON.stringify(fact)).not.toContain(token.slice(4, 12));
});

test("columns count characters, also on one long line", () => {
  const make = new Maker("columns");
  const [first, second] = [make.withChecksum("npm_"), make.withChecksum("npm_")];
  const facts = read("one-line.txt", `\n${"é".repeat(5000)} ${first} ${second}`);
  expect(facts.map(({ at }) => [at.line, at.column])).toEqual([
    [2, 5002],
    [2, 5043],
  ]);
});

test("an id and its secret near each other are one finding, and surer for it", () => {
  const make = new Maker("pair");
  const keyId = `AKIA${make.of("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 16)}`;
  const secret = make.base64(40);
  const near = read("aws.ini", `aws_access_key_id = ${keyId}\naws_secret_access_key = ${secret}\n`);
  expect(near).toMatchObject([{ detector: "aws-secret-access-key", grade: "pair", confidence: "likely" }]);
  const far = read("aws.ini", `aws_access_key_id = ${keyId}\n${"\n".repeat(20)}aws_secret_access_key = ${secret}\n`);
  expect(far).toMatchObject([{ detector: "aws-access-key-id" }, { detector: "aws-secret-access-key", grade: "shape" }]);
});

test("an encrypted key is less grave, and the same key in one line and in many is one credential", () => {
  const make = new Maker("keys");
  const pem = make.pem("RSA PRIVATE KEY");
  const [block] = read("a.pem", pem);
  const [line] = read("b.go", `const key = "${pem.replaceAll("\n", "\\n")}"`);
  expect(line).toMatchObject({ subject: (block as { subject?: unknown } | undefined)?.subject });
  const [encrypted] = read(
    "c.pem",
    make.pem("RSA PRIVATE KEY", ["Proc-Type: 4,ENCRYPTED", "DEK-Info: AES-128-CBC,00"]),
  );
  expect(encrypted).toMatchObject({ detector: "private-key", severity: "medium" });
  expect(block).not.toHaveProperty("severity");
});

test("with explain, a refused candidate says why", () => {
  const text = 'password: your_password\ntoken: "${TOKEN}"\n';
  expect(read("a.yaml", text)).toEqual([]);
  expect(read("a.yaml", text, { explain: true })).toMatchObject([
    {
      kind: "secret-rejected",
      at: { line: 1 },
      detector: "generic-password",
      reason: "a placeholder: it contains “your_”",
    },
    { kind: "secret-rejected", at: { line: 2 }, detector: "generic-key", reason: "a template variable" },
  ]);
});

test("a binary file is left out and counted, and not searched", () => {
  const token = new Maker("binary").withChecksum("ghp_");
  expect(read("core", `\0${token}`)).toEqual([{ kind: "secrets-left-out", at: {}, reason: "binary" }]);
});

test.each([
  ["a.txt", 10, undefined, true, false],
  ["a.txt", 0, undefined, false, false],
  ["a.PNG", 10, undefined, false, false],
  ["lib.so", 10, undefined, false, false],
  ["a.txt", 10, "c0ffee", false, true],
])("%s of %i bytes in commit %s: files %s, history %s", (path, size, commit, files, history) => {
  const entry = { path, type: "file" as const, size, mode: 0o644, ...(commit !== undefined && { commit }) };
  expect(credentialReader.wants(entry, CONTEXT)).toBe(files);
  expect(pastCredentialReader.wants(entry, CONTEXT)).toBe(history);
});

/** Bytes in which keywords, operators and quotes are much more frequent than chance has them. */
const PIECE = fc.oneof(
  fc.constantFrom(
    ...DETECTORS.flatMap(({ take }) => ("keywords" in take ? take.keywords : [])),
    "password",
    "token",
    "=",
    ": ",
    '"',
    "'",
    "\\",
    "\n",
    "(",
    "<",
    ">",
    "@",
    ".",
    "-----END ",
    "kind: Secret\ndata:\n  a: ",
  ),
  fc.string({ unit: "binary", maxLength: 40 }),
);
const ANY_PATH = fc.constantFrom(
  "a.ts",
  "a.yaml",
  ".env",
  ".npmrc",
  ".netrc",
  "Dockerfile",
  "a.xml",
  "yarn.lock",
  "x",
  "a.md",
);

test("no bytes make it stumble, and every span lies in the file", () => {
  fc.assert(
    fc.property(fc.array(PIECE, { maxLength: 60 }), ANY_PATH, (pieces, path) => {
      const bytes = Buffer.from(pieces.join(""));
      for (const fact of read(path, bytes, { explain: true })) {
        if (fact.kind !== "credential") continue;
        expect(fact.start).toBeGreaterThanOrEqual(0);
        expect(fact.end).toBeGreaterThan(fact.start);
        expect(fact.end).toBeLessThanOrEqual(bytes.length);
      }
    }),
    { numRuns: 200 },
  );
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), ANY_PATH, (bytes, path) => void read(path, Buffer.from(bytes))),
  );
});

test("no value is in any fact, whatever stands around it", () => {
  fc.assert(
    fc.property(
      fc.string({ minLength: 4, maxLength: 12 }),
      fc.array(PIECE, { maxLength: 8 }),
      ANY_PATH,
      (seed, pieces, path) => {
        const make = new Maker(seed);
        const values = [make.withChecksum("ghp_"), make.base62(24), make.hex(40)];
        const [token = "", password = "", key = ""] = values;
        const around = pieces.join("");
        const text = `${around}\n${token}\npassword = "${password}"\nx: postgres://a:${password}@db/x\napi_key=${key}\n${around}`;
        const told = JSON.stringify(read(path, text, { explain: true }));
        for (const value of values) expect(told.includes(value.slice(4))).toBe(false);
      },
    ),
    { numRuns: 100 },
  );
});

test("this room's own files hold no credential, weak ones of its tests aside", () => {
  const room = fileURLToPath(new URL(".", import.meta.url));
  const paths = readdirSync(room, { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith(".ts"));
  expect(paths.length).toBeGreaterThan(20);
  const found = paths.flatMap((path) => read(path, readFileSync(`${room}${path}`)));
  expect(found.filter((fact) => !("severity" in fact && fact.severity === "low"))).toEqual([]);
});
