import { expect, test } from "vitest";
import type { WholeReader } from "../../core/reader.ts";
import { npmManifest } from "../ecosystems/npm/package-json.ts";
import { packageLock } from "../ecosystems/npm/package-lock.ts";
import { yarnLock } from "../ecosystems/npm/yarn-lock.ts";
import { composerLock } from "../ecosystems/php/composer.ts";
import { composerManifest } from "../ecosystems/php/composer-json.ts";
import { pipfile } from "../ecosystems/python/pipfile.ts";
import { pipfileLock } from "../ecosystems/python/pipfile-lock.ts";
import { poetryLock } from "../ecosystems/python/poetry-lock.ts";
import { pyproject } from "../ecosystems/python/pyproject.ts";
import { setupCfg } from "../ecosystems/python/setup-cfg.ts";
import { gemfile } from "../ecosystems/ruby/gemfile.ts";
import { gemfileLock } from "../ecosystems/ruby/gemfile-lock.ts";
import { cargoLock } from "../ecosystems/rust/cargo-lock.ts";
import { cargoManifest } from "../ecosystems/rust/cargo-toml.ts";
import type { AskedForFact, InventoryFact } from "../facts.ts";
import { packagesIn, readAll } from "../testing/fake-file.ts";
import { withAskedFor } from "./asked-for.ts";

type Files = Readonly<Record<string, readonly [WholeReader<never>, string | object]>>;

/** `name@version direct|indirect scope` of each package, and why manifests say no more. */
function read(files: Files) {
  const facts: InventoryFact[] = Object.entries(files).flatMap(([path, [reader, content]]) =>
    readAll(reader, path, typeof content === "string" ? content : JSON.stringify(content)),
  );
  const asked = facts.filter((fact): fact is AskedForFact => fact.kind === "asked-for");
  const { packages, unlocked } = withAskedFor(packagesIn(facts), asked);
  return {
    packages: packages.map(
      ({ name, version, direct, scope }) =>
        `${name}@${version} ${direct === undefined ? "?" : direct ? "direct" : "indirect"} ${scope ?? "?"}`,
    ),
    unlocked: unlocked.map(({ at, reason }) => `${at.path}: ${reason}`),
  };
}

function file<F extends InventoryFact>(reader: WholeReader<F>, content: string | object) {
  return [reader as unknown as WholeReader<never>, content] as const;
}

test("Yarn: by the range that was asked for; a member of the workspace in a folder below counts, too", () => {
  const lock = `# yarn lockfile v1

a@^1.0.0:
  version "1.0.1"
  dependencies:
    b "^2.0.0"

a@^2.0.0:
  version "2.0.0"

b@^2.0.0:
  version "2.1.0"

t@1:
  version "1.0.0"
`;
  const { packages } = read({
    "yarn.lock": file(yarnLock, lock),
    "package.json": file(npmManifest, { devDependencies: { a: "^2.0.0", t: "1" } }),
    "members/m/package.json": file(npmManifest, { dependencies: { a: "^1.0.0" } }),
  });
  expect(packages).toEqual([
    "a@1.0.1 direct production",
    "a@2.0.0 direct development",
    "b@2.1.0 indirect production",
    "t@1.0.0 direct development",
  ]);
});

test("the oldest lock of npm: what lies at the top is what was asked for, and its own word on scopes counts", () => {
  const { packages } = read({
    "package-lock.json": file(packageLock, {
      lockfileVersion: 1,
      dependencies: {
        a: { version: "1.0.0", requires: { b: "1" }, dependencies: { b: { version: "1.0.0" } } },
        b: { version: "2.0.0", dev: true },
      },
    }),
    "package.json": file(npmManifest, { dependencies: { a: "1" }, devDependencies: { b: "2" } }),
  });
  expect(packages.sort()).toEqual([
    "a@1.0.0 direct production",
    "b@1.0.0 indirect production",
    "b@2.0.0 direct development",
  ]);
});

test("Cargo: renamed crates, targets, builds and tests", () => {
  const locked = (name: string, needs: string[] = [], version = "1.0.0") =>
    `[[package]]\nname = "${name}"\nversion = "${version}"\nsource = "registry"\ndependencies = ${JSON.stringify(needs)}\n\n`;
  const { packages } = read({
    "Cargo.lock": file(
      cargoLock,
      `[[package]]\nname = "own"\nversion = "0.1.0"\ndependencies = ["a", "rand 0.8.0", "cc", "extra", "w", "check"]\n\n${locked("a", ["rand 0.7.0"])}${locked("rand", [], "0.7.0")}${locked("rand", [], "0.8.0")}${locked("cc")}${locked("extra")}${locked("w")}${locked("check", ["a"])}`,
    ),
    "Cargo.toml": file(
      cargoManifest,
      `[dependencies]\na = "1"\nnew = { package = "rand", version = "0.8" }\nextra = { version = "1", optional = true }\n[build-dependencies]\ncc = "1"\n[dev-dependencies]\ncheck = "1"\n[target.'cfg(windows)'.dependencies]\nw = "1"\n`,
    ),
  });
  expect(packages).toEqual([
    "a@1.0.0 direct production",
    "rand@0.7.0 indirect production",
    "rand@0.8.0 direct production",
    "cc@1.0.0 direct development",
    "extra@1.0.0 direct optional",
    "w@1.0.0 direct production",
    "check@1.0.0 direct development",
  ]);
});

test("Bundler: groups in blocks and on the line; what a condition adds is in production", () => {
  const { packages } = read({
    "Gemfile.lock": file(
      gemfileLock,
      "GEM\n  specs:\n    rails (7.1)\n      rack\n    rack (3.0)\n    rspec (3.12)\n      diff (>= 1)\n    diff (1.5)\n    pry (0.14)\n    pg (1.5)\n    lost (1.0)\n\nDEPENDENCIES\n  rails\n  rspec\n  pry\n  pg\n",
    ),
    Gemfile: file(
      gemfile,
      `source "https://rubygems.org"\ngem "rails", "~> 7.1"\ngroup :development, :test do\n  gem "rspec"\nend\ngem "pry", group: :development\nif ENV["PG"]\n  gem 'pg', groups: [:default, :test]\nend\n`,
    ),
  });
  expect(packages).toEqual([
    "rails@7.1 direct production",
    "rack@3.0 indirect production",
    "rspec@3.12 direct development",
    "diff@1.5 indirect development",
    "pry@0.14 direct development",
    "pg@1.5 direct production",
    "lost@1.0 indirect ?",
  ]);
});

test("Poetry and Pipenv", () => {
  const poetry = (name: string, needs = "") =>
    `[[package]]\nname = "${name}"\nversion = "1"\n[package.dependencies]\n${needs}\n`;
  const { packages } = read({
    "a/poetry.lock": file(poetryLock, poetry("django", 'sql-parse = "*"') + poetry("sql-parse") + poetry("pytest")),
    "a/pyproject.toml": file(
      pyproject,
      `[tool.poetry.dependencies]\npython = "^3.11"\nDjango = "*"\n[tool.poetry.group.dev.dependencies]\npytest = "*"\n`,
    ),
    "b/Pipfile.lock": file(pipfileLock, {
      _meta: {},
      default: { flask: { version: "==3" }, jinja2: { version: "==3" } },
      develop: { black: { version: "==23" } },
    }),
    "b/Pipfile": file(pipfile, `[source]\nurl = "x"\n[packages]\nFlask = "*"\n[dev-packages]\nblack = "*"\n`),
  });
  expect(packages).toEqual([
    "django@1 direct production",
    "sql-parse@1 indirect production",
    "pytest@1 direct development",
    "flask@3 direct production",
    "jinja2@3 indirect production",
    "black@23 direct development",
  ]);
});

test("Composer", () => {
  const { packages } = read({
    "composer.lock": file(composerLock, {
      packages: [
        { name: "v/a", version: "1", require: { "v/b": "*" } },
        { name: "v/b", version: "1" },
      ],
      "packages-dev": [{ name: "v/t", version: "1" }],
    }),
    "composer.json": file(composerManifest, { require: { php: ">=8", "V/A": "*" }, "require-dev": { "v/t": "*" } }),
  });
  expect(packages).toEqual(["v/a@1 direct production", "v/b@1 indirect production", "v/t@1 direct development"]);
});

test("a manifest without a lock says how much it leaves open; one that asks for nothing says nothing", () => {
  const { unlocked } = read({
    "tool/pyproject.toml": file(
      pyproject,
      `[project]\ndependencies = ["flask>=2", "requests[socks]"]\n[project.optional-dependencies]\ndocs = ["sphinx"]\n[dependency-groups]\ndev = [{include-group = "test"}, "black"]\n`,
    ),
    "tool/package.json": file(npmManifest, { name: "a" }),
    "old/setup.cfg": file(
      setupCfg,
      "[metadata]\nname = a\n[options]\ninstall_requires =\n    Flask>=2\n    # a comment\n    requests[socks]; python_version < '3.9'\n[options.extras_require]\ndocs = sphinx\n",
    ),
  });
  expect(unlocked).toEqual([
    "tool/pyproject.toml: 4 dependencies without a lock file: which versions is decided when they are installed",
    "old/setup.cfg: 3 dependencies without a lock file: which versions is decided when they are installed",
  ]);
});

test.each([
  [npmManifest, "package.json", "[]"],
  [npmManifest, "package.json", "<<<<<<< HEAD\n{"],
  [cargoManifest, "Cargo.toml", "="],
  [pyproject, "pyproject.toml", "="],
  [pipfile, "Pipfile", "="],
  [composerManifest, "composer.json", "[]"],
])("%# what is no manifest is counted", (reader, path, text) => {
  expect(readAll(reader, path, text)).toMatchObject([{ kind: "passed-over", as: "unresolved", at: { path } }]);
});
