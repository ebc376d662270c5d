import { execFileSync } from "node:child_process";
import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { type TemporaryFolder, temporaryFolder } from "./temporary-folder.ts";

/** A repository in a temporary folder whose commit ids are the same on every machine and day. */
export interface GitRepository extends TemporaryFolder {
  /** Runs git here and answers what it printed, without the last line break. */
  git(...words: string[]): string;
  /** Writes the files (null removes one), commits everything, answers the commit's id. */
  commit(message: string, files: Readonly<Record<string, string | Uint8Array | null>>): string;
}

export function gitRepository(...initOptions: string[]): GitRepository {
  const folder = temporaryFolder();
  let minutes = 0;
  const git = (...words: string[]): string =>
    execFileSync("git", words, {
      cwd: folder.path,
      env: environment(minutes),
      encoding: "utf8",
      stdio: "pipe",
    }).trimEnd();
  git("init", "--quiet", "--initial-branch=main", ...initOptions);
  return {
    ...folder,
    git,
    commit(message, files) {
      minutes++;
      for (const [path, content] of Object.entries(files)) {
        if (content !== null) folder.write({ [path]: content });
        else if (existsSync(join(folder.path, path))) rmSync(join(folder.path, path));
      }
      git("add", "--all");
      git("commit", "--quiet", "--allow-empty", "--message", message);
      return git("rev-parse", "HEAD");
    },
  };
}

function environment(minutes: number): NodeJS.ProcessEnv {
  const date = new Date(Date.UTC(2026, 0, 1, 0, minutes)).toISOString();
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith("GIT_"));
  return {
    ...Object.fromEntries(inherited),
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_AUTHOR_NAME: "Ada",
    GIT_AUTHOR_EMAIL: "ada@example.com",
    GIT_AUTHOR_DATE: date,
    GIT_COMMITTER_NAME: "Ada",
    GIT_COMMITTER_EMAIL: "ada@example.com",
    GIT_COMMITTER_DATE: date,
  };
}
