import fc from "fast-check";
import { expect, test } from "vitest";
import type { ImageConfiguration } from "../../core/image.ts";
import { buildZip } from "../../testing/zip-builder.ts";
import { importAdvisories } from "../index.ts";
import { component, house, NOW, record } from "../testing/house.ts";
import { isStarted, startedProgram } from "./started-program.ts";

const here = house(buildZip);

const image = (more: Partial<ImageConfiguration>): ImageConfiguration => ({
  user: "",
  environment: [],
  entrypoint: [],
  command: [],
  exposedPorts: [],
  volumes: [],
  labels: {},
  workingDirectory: "",
  history: [],
  ...more,
});

const at = (type: string, path: string) =>
  component(type, "x", "1.0.0", { occurrences: [{ path, layer: "sha256:a" }] });

test.each([
  [{ entrypoint: ["/app/server"] }, at("golang", "app/server"), true],
  [{ entrypoint: ["/app/server"] }, at("golang", "usr/bin/docker"), false],
  [{ entrypoint: ["server"] }, at("golang", "usr/local/bin/server"), true],
  [{ entrypoint: ["server"], environment: ["PATH=/opt/bin"] }, at("golang", "usr/local/bin/server"), false],
  [{ command: ["./server"], workingDirectory: "/srv" }, at("golang", "srv/server"), true],
  [{ entrypoint: ["/usr/bin/tini", "--", "/app/server"] }, at("cargo", "app/server"), true],
  [{ entrypoint: ["gosu", "app:app", "/app/server"] }, at("golang", "app/server"), true],
  [{ entrypoint: ["/bin/sh", "-c", "exec /app/server --port $PORT"] }, at("golang", "app/server"), true],
  [{ entrypoint: ["/bin/sh", "-ec", "umask 7; A=1 env B=2 /app/server"] }, at("golang", "app/server"), true],
  [
    { entrypoint: ["docker-entrypoint.sh"], command: ["node", "app.js"] },
    at("npm", "node_modules/x/package.json"),
    true,
  ],
  [
    { command: ["node", "--import", "./otel.js", "/app/dist/main.js"] },
    at("npm", "app/node_modules/x/package.json"),
    true,
  ],
  [{ command: ["node", "/app/dist/main.js"] }, at("npm", "usr/local/lib/node_modules/npm/package.json"), false],
  [{ command: ["npm", "start"], workingDirectory: "/app" }, at("npm", "app/node_modules/x/package.json"), true],
  [{ command: ["java", "-Xmx1g", "-jar", "/app.jar"] }, at("maven", "app.jar!BOOT-INF/lib/x.jar"), true],
  [{ command: ["java", "-jar", "/app.jar"] }, at("maven", "opt/other.jar"), false],
  [
    { command: ["python3", "-m", "app"] },
    at("pypi", "usr/local/lib/python3.12/site-packages/x.dist-info/METADATA"),
    true,
  ],
  [
    { command: ["/venv/bin/gunicorn", "app:app"] },
    at("pypi", "venv/lib/python3.12/site-packages/x.dist-info/METADATA"),
    true,
  ],
  [{ command: ["/venv/bin/python", "/srv/main.py"] }, at("pypi", "opt/tool/lib/python3/x.dist-info/METADATA"), false],
  [{ command: ["/venv/bin/python", "/srv/main.py"] }, at("npm", "venv/lib/node/package.json"), false],
  [{ command: ["dotnet", "Shop.dll"], workingDirectory: "/app" }, at("nuget", "app/Shop.deps.json"), true],
  [{ command: ["bash"] }, at("golang", "usr/bin/docker"), false],
  [{ command: ["/bin/bash", "/run.sh"] }, at("generic", "run.sh"), true],
])("%j starts %o: %s", (more, one, started) => {
  const program = startedProgram(image(more));
  expect(program !== undefined && isStarted(one, program) !== undefined).toBe(started);
});

test("an image that starts nothing says nothing", () => {
  expect(startedProgram(image({}))).toBeUndefined();
});

test("any words end in a bounded answer", () => {
  const word = fc.oneof(
    fc.string(),
    fc.constantFrom("sh", "-c", "env", "tini", "--", "node", "java", "-jar", "/../..", "exec"),
  );
  fc.assert(
    fc.property(fc.array(word, { maxLength: 12 }), fc.array(word, { maxLength: 12 }), (entrypoint, command) => {
      const program = startedProgram(image({ entrypoint, command, workingDirectory: "/a/b" }));
      for (const path of program?.files ?? []) expect(path.startsWith("/") || path.startsWith("../")).toBe(false);
    }),
  );
});

test("a hole in what the image starts says so, and that a fix is out", async () => {
  here.feed("Go", [
    record("GO-1", "Go", "x", [{ introduced: "0" }, { fixed: "2.0.0" }]),
    record("GO-2", "Go", "x", [{ introduced: "0" }]),
  ]);
  await importAdvisories([`${here.folder}/feeds`], here.data, NOW);
  const signals = async (...command: readonly string[]) =>
    (await here.look([at("golang", "app/server")], {}, NOW, command)).findings.map((finding) => finding.signals);
  const use = { level: "started", because: "it is part of app/server, which the image starts" };
  expect(await signals("./server")).toEqual([{ use, remedy: { level: "ready", because: "a fix is out" } }, { use }]);
  expect(await signals("/usr/bin/other")).toEqual([{ remedy: { level: "ready", because: "a fix is out" } }, {}]);
});
