import { expect, test } from "vitest";
import { readAll } from "../../testing/fake-file.ts";
import { edgesIn, listing, restOf } from "../../testing/listing.ts";
import { denoLock } from "./deno-lock.ts";

function read(lock: object) {
  return readAll(denoLock, "deno.lock", JSON.stringify(lock, null, 2));
}

test("version 5: peers in keys, aliases, needs by name where there is one version", () => {
  const facts = read({
    version: "5",
    specifiers: { "npm:react-dom@18": "18.2.0_react@18.2.0", "npm:cliui@8": "8.0.2", "jsr:@std/path@1": "1.0.0" },
    jsr: { "@std/path@1.0.0": { integrity: "x" } },
    npm: {
      "react-dom@18.2.0_react@18.2.0": { dependencies: ["react", "loose-envify"] },
      "react@18.2.0": {},
      "loose-envify@1.4.0": {},
      "cliui@8.0.2": { dependencies: ["string-width@5.1.2", "string-width-cjs@npm:string-width@4.2.3"] },
      "string-width@4.2.3": {},
      "string-width@5.1.2": { optionalDependencies: ["gone"] },
    },
    remote: { "https://example.com/mod.ts": "x" },
  });
  expect(listing(facts)).toEqual([
    "pkg:npm/react-dom@18.2.0:14 direct",
    "pkg:npm/react@18.2.0 indirect",
    "pkg:npm/loose-envify@1.4.0 indirect",
    "pkg:npm/cliui@8.0.2:22 direct",
    "pkg:npm/string-width@4.2.3 indirect",
    "pkg:npm/string-width@5.1.2:29 indirect",
  ]);
  expect(edgesIn(facts)).toEqual([
    "react-dom@18.2.0 > react@18.2.0",
    "react-dom@18.2.0 > loose-envify@1.4.0",
    "cliui@8.0.2 > string-width@5.1.2",
    "cliui@8.0.2 > string-width@4.2.3",
  ]);
  expect(restOf(facts)).toEqual(["withoutPurl 2 modules of JSR or of plain addresses"]);
});

test("version 3: one level deeper, with keys in place of names", () => {
  const facts = read({
    version: "3",
    packages: {
      specifiers: { "npm:chalk@4": "npm:chalk@4.1.2" },
      npm: { "chalk@4.1.2": { dependencies: { style: "ansi-styles@4.3.0" } }, "ansi-styles@4.3.0": {} },
    },
  });
  expect(listing(facts)).toEqual(["pkg:npm/chalk@4.1.2 direct", "pkg:npm/ansi-styles@4.3.0 indirect"]);
  expect(edgesIn(facts)).toEqual(["chalk@4.1.2 > ansi-styles@4.3.0"]);
});

test.each(["{", "[]", '{"version":"2"}', '{"version":3}'])("%s is said to be unreadable", (text) => {
  expect(restOf(readAll(denoLock, "deno.lock", text))).toHaveLength(1);
});
