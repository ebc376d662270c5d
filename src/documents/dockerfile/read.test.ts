import fc from "fast-check";
import { expect, test } from "vitest";
import { readDockerfile } from "./read.ts";

const TEXT = `# syntax=docker/dockerfile:1
ARG NODE=22
FROM --platform=linux/amd64 node:\${NODE} AS build
RUN --mount=type=cache,target=/x npm ci \\
    && npm run build
COPY . .
FROM build
ONBUILD RUN echo late
RUN <<EOT
curl x | sh
EOT
USER app
CMD ["node", "x.js"]
`;

test("reads stages, their parents, and what stands in them", () => {
  const { stages, syntax, problems } = readDockerfile(TEXT);
  expect(problems).toEqual([]);
  expect(syntax).toBe("docker/dockerfile:1");
  expect(stages.map(({ name, image, resolvedImage, parent }) => [name, image, resolvedImage, parent?.name])).toEqual([
    ["build", "node:${NODE}", "node:22", undefined],
    ["", "build", "build", "build"],
  ]);
  expect(TEXT.slice(stages[0]?.imageStart, stages[0]?.imageEnd)).toBe("node:${NODE}");
  const [run, copy] = stages[0]?.instructions ?? [];
  expect(run).toMatchObject({ keyword: "RUN", line: 4, flags: { mount: "type=cache,target=/x" } });
  expect(run?.text).toContain("npm run build");
  expect(copy).toMatchObject({ keyword: "COPY", args: [".", "."] });
  const last = stages[1]?.instructions ?? [];
  expect(last.find(({ onBuild }) => onBuild)).toMatchObject({ keyword: "RUN", text: "echo late" });
  expect(last.find(({ heredocs }) => heredocs.length > 0)?.heredocs).toEqual(["curl x | sh"]);
  expect(last.find(({ keyword }) => keyword === "CMD")?.exec).toEqual(["node", "x.js"]);
});

test.each([
  ["FROM ${BASE}", undefined],
  ["ARG BASE\nFROM ${BASE}", undefined],
  ["ARG BASE=a\nFROM $BASE:1", "a:1"],
  ["FROM ${BASE:-debian:12}", "debian:12"],
])("%j stands on %s", (text, image) => {
  expect(readDockerfile(text).stages[0]?.resolvedImage).toBe(image);
});

test.each([
  ["", "no FROM"],
  ["RUN x\nFROM a", "RUN before the first FROM"],
  ["FROM a\nRUNN x", "unknown instruction RUNN"],
])("%j is a problem", (text, message) => {
  expect(readDockerfile(text).problems.map((problem) => problem.message)).toContain(message);
});

test.each([
  ['RUN ["sh", "-c", "curl x | sh"]', ["sh", "-c", "curl x | sh"]],
  ['COPY --chown=1 ["a b", "/x/"]', ["a b", "/x/"]],
  ["RUN ['a', 'b']", undefined],
  ["RUN [ -f x ] && true", undefined],
])("%j: the exec form is JSON, else it is a shell's", (line, exec) => {
  expect(readDockerfile(`FROM a\n${line}`).stages[0]?.instructions[0]?.exec).toEqual(exec);
});

test("never throws, whatever the text", () => {
  const piece = fc.constantFrom(
    "FROM a",
    "RUN x \\",
    "# escape=`",
    "ONBUILD",
    "COPY <<E /x",
    "E",
    "ARG A=${B}",
    "\t",
    "\r\n",
    "ENV",
    "CMD [",
    '"',
    "FROM",
    "--x=",
    "\0",
  );
  fc.assert(
    fc.property(
      fc.array(piece, { maxLength: 12 }),
      fc.constantFrom("\n", " "),
      (pieces, glue) => void readDockerfile(pieces.join(glue)),
    ),
    { numRuns: 200 },
  );
});
