import { expect, test } from "vitest";
import { readAll } from "../../testing/fake-file.ts";
import { edgesIn, listing, restOf } from "../../testing/listing.ts";
import { nugetAssets, nugetLock } from "./locks.ts";

test("packages.lock.json", () => {
  const text = JSON.stringify({
    version: 1,
    dependencies: {
      "net8.0": {
        "Serilog.Sinks.File": { type: "Direct", resolved: "5.0.0", dependencies: { serilog: "2.10.0" } },
        Serilog: { type: "Transitive", resolved: "2.10.0" },
        own: { type: "Project" },
      },
    },
  });
  const facts = readAll(nugetLock, "packages.lock.json", text);
  expect(listing(facts)).toEqual(["pkg:nuget/Serilog.Sinks.File@5.0.0 direct", "pkg:nuget/Serilog@2.10.0 indirect"]);
  expect(edgesIn(facts)).toEqual(["Serilog.Sinks.File@5.0.0 > Serilog@2.10.0"]);
  expect(restOf(readAll(nugetLock, "packages.lock.json", "[]"))).toHaveLength(1);
});

test("project.assets.json", () => {
  const text = JSON.stringify({
    targets: {
      "net8.0": {
        "Serilog.Sinks.File/5.0.0": { type: "package", dependencies: { Serilog: "2.10.0" } },
        "Serilog/2.10.0": { type: "package" },
        "Own/1.0.0": { type: "project" },
      },
    },
    project: { frameworks: { "net8.0": { dependencies: { "Serilog.Sinks.File": {} } } } },
  });
  const facts = readAll(nugetAssets, "obj/project.assets.json", text);
  expect(listing(facts)).toEqual(["pkg:nuget/Serilog.Sinks.File@5.0.0 direct", "pkg:nuget/Serilog@2.10.0 indirect"]);
  expect(edgesIn(facts)).toHaveLength(1);
});
