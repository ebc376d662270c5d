import { cpSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { linesOf, npmProgram, once, run } from "../have.ts";
import type { Listed, Made, Subject } from "../subject.ts";
import { keysInTree, listBerry, listNpm, listPnpm, type YarnTrees } from "./npm-lists.ts";

/** A project that asks for what many ask for: a server, builds, tests, an alias, a package that is not for this system. */
const PROJECT = {
  name: "project",
  version: "1.0.0",
  license: "MIT",
  dependencies: {
    "@aws-sdk/client-s3": "3.490.0",
    express: "4.18.2",
    fastify: "4.25.2",
    graphql: "16.8.1",
    "old-lodash": "npm:lodash@4.17.20",
    lodash: "4.17.21",
    next: "14.0.4",
    react: "18.2.0",
    "react-dom": "18.2.0",
    sharp: "0.33.1",
  },
  devDependencies: {
    "@babel/core": "7.23.7",
    eslint: "8.56.0",
    "eslint-plugin-react": "7.33.2",
    jest: "29.7.0",
    npm: "10.2.5",
    rollup: "4.9.4",
    typescript: "5.3.3",
    vite: "5.0.11",
    webpack: "5.89.0",
  },
  optionalDependencies: { fsevents: "2.3.3" },
};

const NPM = "npm@10.9.2";

export const npmSubjects: readonly Subject[] = [
  {
    title: "npm, installed",
    lister: "npm ls --all",
    types: ["npm"],
    make: (folder) => {
      const npm = npmProgram(`${folder}-npm`, "npm", NPM);
      const project = once(join(folder, "..", "npm-project"), () =>
        installNpm(join(folder, "..", "npm-project"), npm, npmInstall),
      );
      once(folder, () =>
        cpSync(join(project, "node_modules"), join(folder, "app", "node_modules"), {
          recursive: true,
          verbatimSymlinks: true,
        }),
      );
      return made(npm, `rootfs:${folder}`, listNpm(npm, project, []));
    },
  },
  {
    title: "npm, lock",
    lister: "npm ls --all --package-lock-only",
    types: ["npm"],
    make: (folder) => {
      const npm = npmProgram(join(folder, "..", "npm-installed-npm"), "npm", NPM);
      once(folder, () => installNpm(folder, npm, [...npmInstall, "--package-lock-only"]));
      return made(npm, folder, listNpm(npm, folder, ["--package-lock-only"]));
    },
  },
  ...[1, 2].map((version) => ({
    title: `npm, lock of version ${version}`,
    lister: "npm ls --all --package-lock-only",
    types: ["npm"],
    make: (folder: string) => {
      const npm = npmProgram(join(folder, "..", "npm-installed-npm"), "npm", NPM);
      once(folder, () =>
        installNpm(folder, npm, [...npmInstall, "--package-lock-only", `--lockfile-version=${version}`]),
      );
      return made(npm, folder, listNpm(npm, folder, ["--package-lock-only"]));
    },
  })),
  {
    title: "pnpm, installed",
    lister: "pnpm list --depth Infinity",
    types: ["npm"],
    make: (folder) => {
      const pnpm = npmProgram(`${folder}-pnpm`, "pnpm", "pnpm@9.15.4");
      // npm brings its own packages in its own folder: pnpm does not list those.
      once(folder, () =>
        installNpm(
          folder,
          pnpm,
          ["install", "--ignore-scripts", "--silent", "--config.package-import-method=copy"],
          {},
          { ...PROJECT, devDependencies: { ...PROJECT.devDependencies, npm: undefined } },
        ),
      );
      return made(pnpm, `rootfs:${folder}`, listPnpm(pnpm, folder));
    },
  },
  {
    title: "Yarn 1, lock",
    lister: "yarn list",
    types: ["npm"],
    make: (folder) => {
      const yarn = npmProgram(`${folder}-yarn`, "yarn", "yarn@1.22.22");
      once(folder, () => lockOnly(folder, yarn, ["install", "--ignore-scripts", "--silent", "--ignore-engines"]));
      const trees = JSON.parse(run(yarn, ["list", "--json", "--silent"], { cwd: folder })) as YarnTrees;
      return made(yarn, folder, { packages: new Set(trees.data.trees.flatMap(keysInTree)) });
    },
  },
  {
    title: "Yarn 4, lock",
    lister: "yarn info --all --recursive",
    types: ["npm"],
    make: (folder) => {
      const yarn = npmProgram(`${folder}-yarn`, "yarn", "@yarnpkg/cli-dist@4.6.0");
      once(folder, () =>
        lockOnly(folder, yarn, ["install", "--mode=skip-build"], {
          YARN_ENABLE_TELEMETRY: "0",
          YARN_ENABLE_IMMUTABLE_INSTALLS: "0",
          ...yarnRegistry(),
        }),
      );
      const lines = linesOf(
        run(yarn, ["info", "--all", "--recursive", "--json"], { cwd: folder, environment: yarnRegistry() }),
      );
      return made(yarn, folder, listBerry(lines));
    },
  },
  {
    title: "Bun, lock",
    lister: "bun pm ls --all",
    types: ["npm"],
    make: (folder) => {
      const bun = npmProgram(`${folder}-bun`, "bun", "@oven/bun-linux-x64@1.2.2").replace(
        /node_modules.*$/,
        "node_modules/@oven/bun-linux-x64/bin/bun",
      );
      once(folder, () => lockOnly(folder, bun, ["install", "--ignore-scripts", "--save-text-lockfile"]));
      const lines = linesOf(run(bun, ["pm", "ls", "--all"], { cwd: folder })).flatMap(
        (line) => /\s(@?[^@\s]+)@(\S+)$/.exec(line)?.slice(1, 3).join("@") ?? [],
      );
      return made(bun, folder, { packages: new Set(lines.map((line) => `npm/${line}`)) });
    },
  },
];

const npmInstall = ["install", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"];

/** Writes the project of these subjects, and runs a program in it. */
export function installNpm(
  folder: string,
  program: string,
  words: readonly string[],
  environment = {},
  project: object = PROJECT,
): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), JSON.stringify(project, null, 2));
  run(program, words, { cwd: folder, environment });
}

/** What is installed is a subject of its own. */
function lockOnly(folder: string, program: string, words: readonly string[], environment = {}): void {
  installNpm(folder, program, words, environment);
  for (const name of ["node_modules", ".yarn", ".pnp.cjs"])
    rmSync(join(folder, name), { recursive: true, force: true });
}

/** Yarn does not read npm's settings: the registry that this machine's npm asks. */
function yarnRegistry(): Record<string, string> {
  const registry = run("npm", ["config", "get", "registry"]).trim();
  return registry.startsWith("http:")
    ? { YARN_NPM_REGISTRY_SERVER: registry, YARN_UNSAFE_HTTP_WHITELIST: new URL(registry).hostname }
    : { YARN_NPM_REGISTRY_SERVER: registry };
}

function made(program: string, target: string, listed: Listed): Made {
  return { target, listed, about: run(program, ["--version"]).trim() };
}
