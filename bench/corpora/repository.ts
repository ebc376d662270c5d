import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { Draw } from "./draw.ts";
import { plantedCredentials, plantedPaths } from "./planted.ts";
import { goFile, pythonFile, shellFile, typeScriptFile } from "./programs.ts";
import { configuration, dockerfile, lockFile, manifestFile, prose, requirements, table, workflow } from "./settings.ts";

export interface RepositoryPlan {
  /** Files in the last commit. */
  readonly files: number;
  /** Commits after the first; each changes about one file in eighty. */
  readonly commits: number;
}

export const WHOLE_REPOSITORY: RepositoryPlan = { files: 2000, commits: 40 };

/**
 * A repository of many services, made up file by file: programs, workflows, Dockerfiles, manifests, locks, prose.
 * The same plan gives the same files and the same commits. Answers its folder; an existing one is taken as it is.
 */
export function repository(folder: string, plan: RepositoryPlan = WHOLE_REPOSITORY): string {
  if (existsSync(join(folder, ".git", "made"))) return folder;
  rmSync(folder, { recursive: true, force: true });
  const draw = new Draw(2026);
  const paths = pathsOf(plan.files - plantedPaths().length);
  write(folder, paths, draw);
  for (const [path, content] of Object.entries(plantedCredentials()))
    write(folder, [{ path, make: () => content }], draw);
  const git = gitIn(folder);
  git(0, "init", "--quiet", "--initial-branch=main");
  git(0, "add", "--all");
  git(0, "commit", "--quiet", "--message", "begin");
  for (let commit = 1; commit <= plan.commits; commit++) {
    const changed = Array.from({ length: Math.ceil(plan.files / 80) }, () => draw.of(paths));
    write(folder, changed, draw);
    git(commit, "add", "--all");
    git(commit, "commit", "--quiet", "--allow-empty", "--message", draw.sentence());
  }
  git(plan.commits, "repack", "-a", "-d", "--quiet");
  writeFileSync(join(folder, ".git", "made"), "");
  return folder;
}

type Make = (draw: Draw) => string | Buffer;

interface Planned {
  readonly path: string;
  readonly make: Make;
}

/** In a hundred files: what a repository of many services holds. */
const KINDS: readonly { readonly share: number; readonly path: (n: number) => string; readonly make: Make }[] = [
  { share: 34, path: (n) => `services/service-${n % 24}/src/part-${n}.ts`, make: typeScriptFile },
  { share: 18, path: (n) => `agents/agent-${n % 11}/part_${n}.go`, make: goFile },
  { share: 12, path: (n) => `jobs/job_${n % 9}/part_${n}.py`, make: pythonFile },
  { share: 5, path: (n) => `scripts/part-${n}.sh`, make: shellFile },
  { share: 9, path: (n) => `deploy/app-${n % 20}/part-${n}.yaml`, make: manifestFile },
  { share: 9, path: (n) => `docs/part-${n}.md`, make: prose },
  { share: 6, path: (n) => `services/service-${n % 24}/config/part-${n}.json`, make: configuration },
  { share: 3, path: (n) => `services/service-${n % 24}/fixtures/part-${n}.csv`, make: table },
  { share: 2, path: (n) => `docs/pictures/part-${n}.png`, make: picture },
  { share: 1, path: (n) => `services/service-${n}/Dockerfile`, make: dockerfile },
  { share: 1, path: (n) => `.github/workflows/part-${n}.yml`, make: workflow },
];

const ONCE: readonly Planned[] = [
  { path: "package-lock.json", make: (draw) => lockFile(draw, 1000) },
  { path: "requirements.txt", make: requirements },
  { path: "README.md", make: prose },
];

function pathsOf(files: number): Planned[] {
  const planned = [...ONCE];
  for (const { share, path, make } of KINDS) {
    const count = Math.max(1, Math.round((share / 100) * files));
    for (let n = 0; n < count && planned.length < files; n++) planned.push({ path: path(n), make });
  }
  return planned;
}

function write(folder: string, planned: readonly Planned[], draw: Draw): void {
  for (const { path, make } of planned) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), make(draw));
  }
}

/** The first bytes of a picture, and noise. */
function picture(draw: Draw): Buffer {
  return Buffer.concat([Buffer.from("89504e470d0a1a0a0000000d", "hex"), draw.bytes(4000 + draw.number(20_000))]);
}

function gitIn(folder: string): (minutes: number, ...words: string[]) => void {
  return (minutes, ...words) => {
    const date = new Date(Date.UTC(2026, 0, 1, 0, minutes)).toISOString();
    const person = { NAME: "Ada", EMAIL: "ada@example.com", DATE: date };
    const names = Object.entries(person).flatMap(([key, value]) => [
      [`GIT_AUTHOR_${key}`, value],
      [`GIT_COMMITTER_${key}`, value],
    ]);
    execFileSync("git", words, {
      cwd: folder,
      stdio: ["ignore", "ignore", "inherit"],
      env: { ...process.env, GIT_CONFIG_NOSYSTEM: "1", GIT_CONFIG_GLOBAL: "/dev/null", ...Object.fromEntries(names) },
    });
  };
}
