import { readdirSync, readFileSync } from "node:fs";
import { join, normalize, relative } from "node:path";
import { expect, test } from "vitest";

const root = join(import.meta.dirname, "..");
const source = join(root, "src");

const SUBJECTS = ["inventory", "advisories", "secrets", "workflows", "config", "trust", "access"];
const GROUND = ["core", "documents", "connect", "sources"];

/** Who may import whom: the table of docs/architecture.md. A room may always import itself. */
const DOORS: Record<string, readonly string[]> = {
  core: [],
  documents: ["core"],
  contract: ["core"],
  connect: ["core"],
  policy: ["core"],
  sources: ["core", "connect"],
  ...Object.fromEntries(SUBJECTS.map((room) => [room, GROUND])),
  remediation: ["core", "documents", "connect"],
  scan: [...GROUND, ...SUBJECTS],
  hub: ["core", "contract", "connect", "sources", "scan", "policy", "remediation"],
  cli: ["core", "contract", "connect", "sources", "scan", "policy", "remediation", "hub"],
  testing: ["core", "documents", "connect", "sources", "policy"],
};

interface Step {
  readonly file: string;
  readonly from: string;
  readonly to: string;
  readonly target: string;
}

test("every import goes through a door of the house", () => {
  const broken = steps().flatMap((step) => complaint(step) ?? []);
  expect(broken, `\n${broken.join("\n")}\n`).toEqual([]);
});

test("the check sees imports and can fail", () => {
  expect(steps().length).toBeGreaterThan(20);
  expect(complaint({ file: "secrets/a.ts", from: "secrets", to: "trust", target: "trust/b.ts" })).toContain("scan");
  expect(complaint({ file: "cli/a.ts", from: "cli", to: "secrets", target: "secrets/b.ts" })).toContain(
    "src/scan hands on",
  );
  expect(complaint({ file: "scan/a.ts", from: "scan", to: "secrets", target: "secrets/b.ts" })).toContain("index.ts");
  expect(complaint({ file: "cli/a.ts", from: "cli", to: "hub", target: "hub/db/database.ts" })).toContain("starts");
  expect(complaint({ file: "core/a.ts", from: "core", to: "npm:yaml", target: "yaml" })).toContain("zod");
});

test("a command that looks loads no room before it is known which are wanted", () => {
  const loaded = loadedWith("cli/commands/check.ts");
  expect(loaded.size).toBeGreaterThan(20);
  expect([...loaded].filter((file) => SUBJECTS.includes(roomOf(file)))).toEqual([]);
  expect([...loaded]).not.toContain("remediation/index.ts");
});

/** A file with all that it imports outright: neither types, nor what is only imported when it is needed. */
function loadedWith(file: string, loaded = new Set<string>()): Set<string> {
  if (loaded.has(file)) return loaded;
  loaded.add(file);
  const text = readFileSync(join(source, file), "utf8");
  for (const [, specifier = ""] of text.matchAll(/^(?:import|export)\s+(?!type\b)[^;"]*?"(\.[^"]+)";/gm)) {
    loadedWith(relative(source, normalize(join(source, file, "..", specifier))), loaded);
  }
  return loaded;
}

function steps(): Step[] {
  const files = readdirSync(source, { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith(".ts"));
  return files.flatMap((file) => {
    const text = readFileSync(join(source, file), "utf8");
    const specifiers = [...text.matchAll(/(?:from\s+|import\s*\(\s*|import\s+)"([^"]+)"/g)].map(
      (match) => match[1] ?? "",
    );
    return specifiers.flatMap((specifier) => step(file, specifier) ?? []);
  });
}

function step(file: string, specifier: string): Step | undefined {
  const from = roomOf(file);
  if (specifier.startsWith("node:")) return undefined;
  if (!specifier.startsWith(".")) return { file, from, to: `npm:${specifier}`, target: specifier };
  const target = relative(source, normalize(join(source, file, "..", specifier)));
  return { file, from, to: roomOf(target), target };
}

function roomOf(path: string): string {
  return path.split("/")[0] ?? "";
}

function complaint({ file, from, to, target }: Step): string | undefined {
  const isTest = file.endsWith(".test.ts") || from === "testing";
  if (to === from) return undefined;
  if (to.startsWith("npm:")) {
    if (from !== "core" || target === "zod" || isTest) return undefined;
    return `src/${file} imports ${target}: core imports zod only; put what needs a library into the room that uses it`;
  }
  if (target.startsWith("..")) return undefined;
  if (to === "testing") return isTest ? undefined : `src/${file} imports src/${target}: only tests may enter testing`;
  const doors = DOORS[from];
  if (doors === undefined) return `src/${file}: ${from} is no room of the house; add it to the table with a decision`;
  if (!doors.includes(to)) return `src/${file} may not import src/${target}: ${wayIn(from, to)}`;
  if (to === "hub" && target !== "hub/index.ts")
    return `src/${file} imports src/${target}: a command starts the hub by its door, src/hub/index.ts, or asks it by src/contract`;
  if (SUBJECTS.includes(to) && target !== `${to}/index.ts`) {
    return `src/${file} imports src/${target}: enter ${to} by its door, src/${to}/index.ts`;
  }
  return undefined;
}

function wayIn(from: string, to: string): string {
  if (SUBJECTS.includes(from) && SUBJECTS.includes(to))
    return "subjects meet as facts in scan; yield a fact and ask for it there";
  if (SUBJECTS.includes(to)) return `ask scan for it (src/scan hands on what ${to} offers)`;
  if (DOORS[to]?.includes(from)) return `${to} already builds on ${from}; hand the thing in as a parameter`;
  return `${from} may import ${(DOORS[from] ?? []).join(", ") || "nothing of ours"}`;
}
