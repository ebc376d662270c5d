import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

export interface Commit {
  /** `Name <address>`; the same person commits. */
  readonly author: string;
  /** The day; the hour is always noon UTC, so that the commit's id is the same everywhere. */
  readonly day: string;
  readonly message: string;
  /** What changes: the new text of each file, null for one that goes. Scripts become executable. */
  readonly files: Readonly<Record<string, string | null>>;
}

/** Makes a repository with this history. The same history gives the same ids on every machine. */
export function makeRepository(folder: string, history: readonly Commit[]): void {
  mkdirSync(folder, { recursive: true });
  git(folder, ["init", "--quiet", "--initial-branch=main"]);
  git(folder, ["config", "core.autocrlf", "false"]);
  for (const commit of history) {
    for (const [path, text] of Object.entries(commit.files)) write(join(folder, path), text);
    git(folder, ["add", "--all"]);
    git(folder, ["commit", "--quiet", "--message", commit.message], personAndDay(commit));
  }
}

function write(path: string, text: string | null): void {
  if (text === null) {
    rmSync(path);
    return;
  }
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  chmodSync(path, path.endsWith(".sh") ? 0o755 : 0o644);
}

/** Runs git as nobody in particular: what this machine has configured plays no part. */
export function git(folder: string, words: readonly string[], more: Readonly<Record<string, string>> = {}): string {
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith("GIT_"));
  const env = { ...Object.fromEntries(inherited), GIT_CONFIG_NOSYSTEM: "1", GIT_CONFIG_GLOBAL: "/dev/null", ...more };
  return execFileSync("git", words, { cwd: folder, env, encoding: "utf8", stdio: "pipe" }).trimEnd();
}

function personAndDay({ author, day }: Commit): Record<string, string> {
  const [, name = "", address = ""] = /^(.*) <(.*)>$/.exec(author) ?? [];
  const date = `${day}T12:00:00Z`;
  return {
    GIT_AUTHOR_NAME: name,
    GIT_AUTHOR_EMAIL: address,
    GIT_AUTHOR_DATE: date,
    GIT_COMMITTER_NAME: name,
    GIT_COMMITTER_EMAIL: address,
    GIT_COMMITTER_DATE: date,
  };
}
