import { expect, test } from "vitest";
import { createNetwork } from "../connect/network.ts";
import type { Analyzer, Outcome } from "../core/analyzer.ts";
import { DEFAULT_CONFIGURATION } from "../core/configuration.ts";
import type { Fact } from "../core/fact.ts";
import { DEFAULT_LIMITS } from "../core/limits.ts";
import { gapAt, type Reader } from "../core/reader.ts";
import { openTarget } from "../sources/index.ts";
import { judgedFinding } from "../testing/judged-finding.ts";
import { temporaryFolder } from "../testing/temporary-folder.ts";
import { scan } from "./run.ts";
import { EVERYTHING } from "./selection.ts";

const network = createNetwork({ offline: true, hosts: [] });

interface Text extends Fact {
  readonly kind: "text";
  readonly text: string;
}

const texts = (id: string, read: (text: string) => string = (text) => text): Reader<Text> => ({
  id,
  version: 1,
  limit: 100,
  wants: ({ path, type }) => type === "file" && path.endsWith(".txt"),
  read: function* (file) {
    if (file.text() === "odd") yield gapAt(file.place, "odd content");
    else yield { kind: "text", at: file.place, text: read(file.text()) };
  },
});

const streamed: Reader<Text> = {
  id: "trust/streamed",
  version: 1,
  wants: ({ path, type }) => type === "file" && path.endsWith(".txt"),
  open: (_, at) => {
    const chunks: Buffer[] = [];
    return {
      push: (chunk) => chunks.push(Buffer.from(chunk)) > 0,
      end: () => [{ kind: "text", at, text: `streamed ${Buffer.concat(chunks).length}` }],
    };
  },
};

function analyzer(
  id: string,
  readers: readonly Reader[],
  analyze: Analyzer["analyze"],
  more: Partial<Analyzer> = {},
): Analyzer {
  return { id, room: id.split("/")[0] as Analyzer["room"], readers, rules: [], applies: () => true, analyze, ...more };
}

async function look(files: Record<string, string>, analyzers: readonly Analyzer[]) {
  using folder = temporaryFolder(files);
  const opened = await openTarget(`dir:${folder.path}`, {
    network,
    cacheDirectory: folder.path,
    limits: DEFAULT_LIMITS,
  });
  const request = {
    opened,
    network,
    configuration: DEFAULT_CONFIGURATION,
    dataDirectory: folder.path,
    limits: DEFAULT_LIMITS,
    selection: EVERYTHING,
    jobs: 1,
    now: new Date(0),
    explain: false,
  };
  return await scan(request, analyzers);
}

const seen =
  (into: string[]): Analyzer["analyze"] =>
  ({ facts }): Outcome => {
    into.push(...facts.of<Text>("text").map(({ at, text }) => `${at.path}: ${text}`));
    return { findings: [] };
  };

test("one walk feeds every reader, whole and streamed", async () => {
  const into: string[] = [];
  await look({ "a.txt": "hello", "b.md": "no" }, [analyzer("trust/x", [texts("trust/texts"), streamed], seen(into))]);
  expect(into.sort()).toEqual(["a.txt: hello", "a.txt: streamed 5"]);
});

test("a reader that crashes costs its file, and the others still answer", async () => {
  const into: string[] = [];
  const crashing = texts("secrets/crashing", () => {
    throw new RangeError("content that must not leak");
  });
  const { coverage } = await look({ "a.txt": "hello" }, [
    analyzer("secrets/x", [crashing], () => ({ findings: [] })),
    analyzer("trust/x", [texts("trust/texts")], seen(into)),
  ]);
  expect(into).toEqual(["a.txt: hello"]);
  expect(coverage.find((entry) => entry.analyzer === "secrets/x")).toMatchObject({
    status: "partial",
    gaps: [{ where: "a.txt", reason: expect.stringMatching(/^crashed:.*RangeError/) }],
  });
  expect(JSON.stringify(coverage)).not.toContain("must not leak");
});

test("a file that is too large, and one that is not understood, are gaps with their place", async () => {
  const { coverage } = await look({ "big.txt": "x".repeat(101), "odd.txt": "odd" }, [
    analyzer("trust/x", [texts("trust/texts")], () => ({ findings: [] })),
  ]);
  expect(coverage[1]).toMatchObject({
    status: "partial",
    gaps: [
      { where: "big.txt", reason: expect.stringContaining("too large") },
      { where: "odd.txt", reason: "odd content" },
    ],
  });
});

test("an analyzer that crashes costs its room, and says so", async () => {
  const boom = analyzer("config/x", [], () => {
    throw new Error("boom");
  });
  const { coverage } = await look({}, [boom, analyzer("trust/x", [], () => ({ findings: [judgedFinding()] }))]);
  expect(coverage.map(({ analyzer: id, status }) => [id, status])).toEqual([
    ["config/x", "failed"],
    ["sources/files", "complete"],
    ["trust/x", "complete"],
  ]);
});

test("a room that has nothing to say of this target says that", async () => {
  const { coverage } = await look({}, [analyzer("trust/x", [], () => ({ findings: [] }), { applies: () => false })]);
  expect(coverage.find((entry) => entry.analyzer === "trust/x")?.status).toBe("notApplicable");
});

test("a later analyzer gets the facts of an earlier one, and one finding seen twice is one", async () => {
  const first = analyzer("inventory/x", [], () => ({
    findings: [judgedFinding({ locations: [{ path: "b" }] })],
    facts: [{ kind: "text", at: {}, text: "from before" } as Text],
  }));
  const into: string[] = [];
  const second = analyzer("trust/x", [], (given) => {
    void seen(into)(given);
    return { findings: [judgedFinding({ locations: [{ path: "a" }] })] };
  });
  const { findings } = await look({}, [first, second]);
  expect(into).toEqual(["undefined: from before"]);
  expect(findings.map(({ locations }) => locations)).toEqual([[{ path: "a" }, { path: "b" }]]);
});
