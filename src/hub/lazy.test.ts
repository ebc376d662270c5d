import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";

/** All that a file loads outright: neither its types, nor what it imports when it needs it. */
function loadedWith(file: string, loaded = new Set<string>()): Set<string> {
  if (loaded.has(file)) return loaded;
  loaded.add(file);
  if (!/\.[jt]s$/.test(file)) return loaded;
  for (const [, specifier = ""] of readFileSync(file, "utf8").matchAll(
    /^(?:import|export)\s+(?!type\b)(?:[^;"]*?from\s+)?"([^"]+)";/gm,
  )) {
    if (specifier.startsWith(".")) loadedWith(join(dirname(file), specifier), loaded);
    else loaded.add(specifier);
  }
  return loaded;
}

test("a hub starts without what only some need: readers of XML, sign-in, drawings, traces, mail", () => {
  const loaded = [...loadedWith(join(import.meta.dirname, "start-hub.ts"))];
  expect(loaded).toContain("fastify");
  expect(loaded.some((file) => file.endsWith("hub/saml/sign-in.ts"))).toBe(true);
  const heavy =
    /^(?:better-auth|@better-auth|@xmldom|xml-crypto|qr$|nodemailer)|telemetry\/export-spans|saml\/signed-xml/;
  expect(loaded.filter((file) => heavy.test(file))).toEqual([]);
});
