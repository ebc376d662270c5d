import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { have, linesOf, once, run } from "../have.ts";
import { packageKey, type Subject } from "../subject.ts";
import { pipList } from "./debian.ts";

/** With extras, markers, names in every spelling, and one that only comes as sources. */
const ASKED = [
  "Django==4.2.9",
  "celery[redis]==5.3.6",
  "apache-airflow-providers-http==4.8.0",
  "jupyter==1.0.0",
  "boto3==1.34.14",
  "ruamel.yaml==0.18.5",
  "zope.interface==6.1",
  "PyYAML==6.0.1",
  "docopt==0.6.2",
  "fastapi==0.108.0",
];
/** Each in an environment of its own: they need each other's libraries in other versions. */
const TOOLS: Readonly<Record<string, readonly string[]>> = {
  uv: ["uv==0.7.13"],
  poetry: ["poetry==1.8.5", "poetry-plugin-export==1.8.0"],
  pipenv: ["pipenv==2024.4.0"],
};

interface LockTool {
  readonly title: string;
  readonly lister: string;
  readonly manifest: readonly [name: string, text: string];
  readonly lock: (tool: (name: string) => string, folder: string) => void;
  readonly list: (tool: (name: string) => string, folder: string) => string[];
}

const DEPENDENCIES = [
  "django==4.2.9",
  "celery[redis]==5.3.6",
  "boto3==1.34.14",
  "PyYAML==6.0.1",
  "ruamel.yaml==0.18.5",
  "jupyter-client==8.6.0",
];

const PYPROJECT = `[project]
name = "project"
version = "1.0.0"
requires-python = ">=3.11,<3.12"
dependencies = [${DEPENDENCIES.map((dependency) => `"${dependency}"`).join(", ")}]

[dependency-groups]
dev = ["pytest==7.4.4", "black==23.12.1"]
`;

/** A mirror may serve the simple interface alone, which Poetry only asks of a source that is not PyPI by name. */
const POETRY = `[tool.poetry]
name = "project"
version = "1.0.0"
description = ""
authors = []
package-mode = false

[tool.poetry.dependencies]
python = ">=3.11,<3.12"
django = "4.2.9"
celery = {version = "5.3.6", extras = ["redis"]}
boto3 = "1.34.14"
"ruamel.yaml" = "0.18.5"

[tool.poetry.group.dev.dependencies]
pytest = "7.4.4"
flake8 = "7.0.0"

[[tool.poetry.source]]
name = "simple"
url = "https://pypi.org/simple/"
priority = "primary"
`;

/** `name==version` lines, as exports of all tools have them; markers and hashes stand behind. */
function pins(text: string): string[] {
  return linesOf(text).flatMap(
    (line) => /^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;\\]+)/.exec(line)?.slice(1, 3).join("==") ?? [],
  );
}

const LOCK_TOOLS: readonly LockTool[] = [
  {
    title: "uv, lock",
    lister: "uv export --all-groups",
    manifest: ["pyproject.toml", PYPROJECT],
    lock: (tool, folder) => void run(tool("uv"), ["lock", "--quiet"], { cwd: folder }),
    list: (tool, folder) =>
      pins(
        run(tool("uv"), ["export", "--quiet", "--all-groups", "--all-extras", "--no-hashes", "--frozen"], {
          cwd: folder,
        }),
      ),
  },
  {
    title: "Poetry, lock",
    lister: "poetry export --with dev",
    manifest: ["pyproject.toml", POETRY],
    lock: (tool, folder) => void run(tool("poetry"), ["lock", "--quiet", "--no-interaction"], { cwd: folder }),
    list: (tool, folder) => pins(run(tool("poetry"), ["export", "--with", "dev", "--without-hashes"], { cwd: folder })),
  },
  {
    title: "Pipenv, lock",
    lister: "pipenv requirements --dev",
    manifest: [
      "Pipfile",
      `[packages]\n${DEPENDENCIES.slice(0, 4)
        .map((one) =>
          one.replace(
            /^([^[=]+)(?:\[(.*)\])?==(.*)$/,
            (_, name: string, extra: string, version: string) =>
              `"${name}" = {version = "==${version}"${extra ? `, extras = ["${extra}"]` : ""}}`,
          ),
        )
        .join("\n")}\n\n[dev-packages]\npytest = "==7.4.4"\n`,
    ],
    lock: (tool, folder) => void run(tool("pipenv"), ["lock", "--quiet"], { cwd: folder, environment: PIPENV }),
    list: (tool, folder) => pins(run(tool("pipenv"), ["requirements", "--dev"], { cwd: folder, environment: PIPENV })),
  },
  {
    title: "uv, pylock.toml",
    lister: "uv export --all-groups",
    manifest: ["pyproject.toml", PYPROJECT],
    lock: (tool, folder) => {
      const output = ["--format", "pylock.toml", "--output-file", join(folder, "pylock.toml")];
      run(tool("uv"), ["export", "--quiet", "--all-groups", "--frozen", ...output], { cwd: uvProject(folder) });
    },
    list: (tool, folder) =>
      pins(
        run(tool("uv"), ["export", "--quiet", "--all-groups", "--no-hashes", "--frozen"], { cwd: uvProject(folder) }),
      ),
  },
  {
    title: "pip-compile style requirements",
    lister: "uv pip compile",
    manifest: ["requirements.in", `${DEPENDENCIES.join("\n")}\n`],
    lock: (tool, folder) =>
      void run(
        tool("uv"),
        ["pip", "compile", "--quiet", "--generate-hashes", "requirements.in", "--output-file", "requirements.txt"],
        { cwd: folder },
      ),
    list: (tool, folder) =>
      pins(
        run(tool("uv"), ["pip", "compile", "--quiet", "--no-header", "--no-annotate", "requirements.in"], {
          cwd: folder,
        }),
      ),
  },
];

/** Where the subject before has its lock. */
function uvProject(folder: string): string {
  return join(folder, "..", "uv-lock");
}

const PIPENV = { PIPENV_VENV_IN_PROJECT: "0", PIPENV_NOSPIN: "1", PIPENV_VERBOSITY: "-1" };

function locks(): Subject[] {
  return LOCK_TOOLS.map(({ title, lister, manifest: [name, text], lock, list }) => ({
    title,
    lister,
    types: ["pypi"],
    make: (folder) => {
      if (!have("python3")) return undefined;
      const tool = (program: string) => {
        const tools = join(folder, "..", `python-${program}`);
        once(tools, () => {
          run("python3", ["-m", "venv", tools]);
          run(join(tools, "bin/pip"), ["install", "--quiet", ...(TOOLS[program] ?? [])]);
        });
        return join(tools, "bin", program);
      };
      once(folder, () => {
        writeFileSync(join(folder, name), text);
        lock(tool, folder);
      });
      const listed = list(tool, folder).map((pin) => {
        const [project = "", version = ""] = pin.split("==");
        return packageKey("pypi", project.replaceAll(/[-_.]+/g, "-").toLowerCase(), version);
      });
      return { target: folder, listed: { packages: new Set(listed) } };
    },
  }));
}

export const pythonSubjects: readonly Subject[] = [
  {
    title: "Python environment",
    lister: "pip list",
    types: ["pypi"],
    make: (folder) => {
      if (!have("python3")) return undefined;
      once(folder, () => {
        run("python3", ["-m", "venv", join(folder, "venv")]);
        run(join(folder, "venv/bin/pip"), [
          "install",
          "--quiet",
          ...ASKED.filter((asked) => !asked.includes("airflow")),
        ]);
      });
      return {
        target: `rootfs:${folder}`,
        listed: { packages: pipList(join(folder, "venv/bin/pip"), []) },
      };
    },
  },
  ...locks(),
];
