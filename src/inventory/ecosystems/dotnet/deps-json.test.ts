import { expect, test } from "vitest";
import { findEdges } from "../../assembly/edges.ts";
import { packagesIn, readAll } from "../../testing/fake-file.ts";
import { dotnetDeps } from "./deps-json.ts";

test("packages with edges; the program itself is none", () => {
  const text = JSON.stringify({
    targets: {
      ".NETCoreApp,Version=v8.0": {
        "App/1.0.0": { dependencies: { Serilog: "3.1.1" } },
        "Serilog.Sinks.File/5.0.0": { dependencies: { Serilog: "3.1.1" } },
        "Serilog/3.1.1": {},
      },
    },
    libraries: {
      "App/1.0.0": { type: "project" },
      "Serilog.Sinks.File/5.0.0": { type: "package" },
      "Serilog/3.1.1": { type: "package" },
    },
  });
  const packages = packagesIn(readAll(dotnetDeps, "app/App.deps.json", text));
  expect(packages.map(({ identity }) => identity)).toMatchObject([
    { purl: "pkg:nuget/Serilog.Sinks.File@5.0.0" },
    { purl: "pkg:nuget/Serilog@3.1.1" },
  ]);
  expect([...findEdges(packages)].map(([from, to]) => [from.name, to.size])).toEqual([["Serilog.Sinks.File", 1]]);
});

test.each(["{", "[]", '{"libraries":{"x":1}}'])("%j is said to be unreadable", (text) => {
  expect(readAll(dotnetDeps, "a.deps.json", text)).toMatchObject([{ kind: "unread-packages" }]);
});
