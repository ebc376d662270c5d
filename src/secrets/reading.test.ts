import * as fc from "fast-check";
import { expect, test } from "vitest";
import { credentialsIn } from "./credentials-in.ts";
import { DETECTORS } from "./detectors/index.ts";
import { formatOf } from "./file-kinds.ts";
import { Readings } from "./reading.ts";
import { Maker } from "./samples.ts";

const SAMPLES = DETECTORS.flatMap((detector) => {
  const { found, missed } = detector.samples(new Maker(detector.id));
  return [...found, ...missed].map(({ path = "notes.txt", text }) => ({ path, text }));
});

const FOLDERS = ["", "src/", "test/", "docs/", "vendor/a/", "config/", "examples/", "locale/de/", "deploy/prod/"];
const NAMES = [
  "a.yaml",
  "b.yaml",
  ".netrc",
  "_netrc",
  "netrc",
  ".pypirc",
  "config.dockercfg",
  ".env",
  "a.py",
  "x.json",
];
const path = fc.tuple(fc.constantFrom(...FOLDERS), fc.constantFrom(...NAMES, ...SAMPLES.map((sample) => sample.path)));

test("at two paths of the same reading the same text holds the same credentials", () => {
  const readings = new Readings();
  fc.assert(
    fc.property(fc.constantFrom(...SAMPLES), path, path, ({ text }, one, other) => {
      const paths = [one.join(""), other.join("")] as const;
      fc.pre(readings.of(paths[0]) === readings.of(paths[1]));
      const [first, second] = paths.map((name) => {
        const searched = { bytes: Buffer.from(text), path: name, format: formatOf(name) };
        const facts = credentialsIn(searched, {}, { identityKey: "k", explain: false });
        return facts.map((fact) => ({ ...fact, at: {} }));
      });
      expect(first).toEqual(second);
    }),
    { numRuns: 3000 },
  );
});

test("each sample at its own path is read otherwise than at another one only where the readings differ", () => {
  const readings = new Readings();
  for (const { path: own, text } of SAMPLES) {
    for (const other of [`copy-of/${own}`, own.replace(/^[^.]*/, "renamed"), "renamed.txt"]) {
      if (readings.of(own) !== readings.of(other)) continue;
      const [first, second] = [own, other].map((name) => {
        const searched = { bytes: Buffer.from(text), path: name, format: formatOf(name) };
        return credentialsIn(searched, {}, { identityKey: "k", explain: false });
      });
      expect(first, `${own} and ${other}`).toEqual(second);
    }
  }
});
