import { execFileSync } from "node:child_process";
import { cpSync, readdirSync, readFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Bundle, buildBundle } from "../scripts/build.ts";
import { VERSION } from "../src/core/version.ts";
import { temporaryFolder } from "../src/testing/temporary-folder.ts";

const root = join(import.meta.dirname, "..");
/** The package as it is published: no sources and no node_modules anywhere above it. */
const published = temporaryFolder();
let bundle: Bundle;

beforeAll(async () => {
  bundle = await buildBundle(join(published.path, "dist"));
  cpSync(join(root, "bin"), join(published.path, "bin"), { recursive: true });
  cpSync(join(root, "package.json"), join(published.path, "package.json"));
});
afterAll(() => published[Symbol.dispose]());

function waybill(...words: string[]): string {
  return execFileSync(process.execPath, [join(published.path, "bin", "waybill.js"), ...words], {
    cwd: published.path,
    encoding: "utf8",
    env: { PATH: process.env["PATH"], HOME: published.path },
  });
}

test("says its version and its help with nothing installed beside it", () => {
  expect(waybill("--version")).toBe(`${VERSION}\n`);
  expect(waybill("--help")).toContain("waybill check .");
});

test("looks at a folder as the sources do", () => {
  published.write({ "target/requirements.txt": "flask==3.0.0\n" });
  const bill = JSON.parse(waybill("sbom", "target")) as { components: { purl: string }[] };
  expect(bill.components.map(({ purl }) => purl)).toEqual(["pkg:pypi/flask@3.0.0"]);
});

test("imports node's own modules alone", () => {
  expect(bundle.imports).toContain("node:fs");
  expect(bundle.imports.filter((specifier) => !isBuiltin(specifier))).toEqual([]);
  for (const script of bundle.scripts) {
    const text = readFileSync(join(published.path, "dist", script), "utf8");
    const required = [...text.matchAll(/\brequire\("([^"]+)"\)/g)].map((match) => match[1] ?? "");
    expect(required.filter((name) => !isBuiltin(name))).toEqual([]);
  }
});

test("of zod it keeps what we use: `import { z }` anywhere brings all its languages", () => {
  const texts = bundle.scripts.map((script) => readFileSync(join(published.path, "dist", script), "utf8"));
  expect(texts.join("").length).toBeGreaterThan(500_000);
  expect(texts.filter((text) => /Ung(?:ü|\\xFC)ltige Eingabe/.test(text))).toEqual([]);
});

test("the scripts of threads lie beside the pieces that start them", () => {
  const scripts = readdirSync(join(published.path, "dist"));
  expect(scripts).toEqual(
    expect.arrayContaining(["main.js", "worker.js", "unpack-thread.js", "intake-thread.js", "renewal-thread.js"]),
  );
  for (const script of bundle.scripts) expect(script).not.toContain("/");
});

test("every bundled package's licence travels", () => {
  const licences = readFileSync(join(published.path, "dist", "LICENSES.txt"), "utf8");
  expect(bundle.packages.length).toBeGreaterThan(3);
  for (const name of bundle.packages) expect(licences).toContain(`${name.replace(/@(?=[^@]*$)/, " ")} (`);
});
