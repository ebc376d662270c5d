import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { WaybillError } from "../../core/errors.ts";
import { type Repository, readGit } from "./git.ts";

/** A script that git runs, by its name: `pre-commit`. */
export interface Hook {
  readonly name: "pre-commit" | "pre-push";
  readonly script: string;
}

/**
 * Writes hooks where git will run them, and never over another one.
 * @param mark a line that all our scripts hold, by which an older one of ours is known
 * @returns the paths of the scripts
 * @throws WaybillError `git/other-hook`, `git/hooks-elsewhere` before anything is written
 */
export async function installHooks(repository: Repository, hooks: readonly Hook[], mark: string): Promise<string[]> {
  const folder = await hooksFolder(repository);
  const paths = hooks.map(({ name }) => join(folder, name));
  const foreign = paths.find((path) => existsSync(path) && !readFileSync(path, "utf8").includes(mark));
  if (foreign !== undefined) {
    throw new WaybillError(
      "git/other-hook",
      `There is another hook ${foreign}, and it was left as it is.`,
      "Call `waybill secrets --staged` (pre-commit) or `waybill secrets --unpushed COMMIT` (pre-push) from it.",
    );
  }
  mkdirSync(folder, { recursive: true });
  for (const [index, { script }] of hooks.entries()) writeFileSync(paths[index] ?? "", script, { mode: 0o755 });
  return paths;
}

/** `core.hooksPath` of the repository, else `hooks` beside its objects, which all its working trees share. */
async function hooksFolder(repository: Repository): Promise<string> {
  const own = await hooksPath(repository, "--local", {});
  if (own !== "") return resolve(repository.root, own);
  const others = (await hooksPath(repository, "--global", OWN())) || (await hooksPath(repository, "--system", OWN()));
  if (others !== "") {
    throw new WaybillError(
      "git/hooks-elsewhere",
      `By your own configuration (core.hooksPath) git runs the hooks in ${others}, in every repository and not those of this one; nothing was written.`,
      "Give this one its own (`git config core.hooksPath .git/hooks`), or call `waybill secrets . --staged` from the hook there.",
    );
  }
  const common = (await readGit(repository, ["rev-parse", "--git-common-dir"])).trim();
  return join(resolve(repository.root, common), "hooks");
}

/** The person's own configuration, which is not asked otherwise: it decides what git will run. */
const OWN = () => ({
  GIT_CONFIG_GLOBAL: process.env["GIT_CONFIG_GLOBAL"],
  GIT_CONFIG_SYSTEM: process.env["GIT_CONFIG_SYSTEM"],
  GIT_CONFIG_NOSYSTEM: process.env["GIT_CONFIG_NOSYSTEM"],
});

async function hooksPath(
  repository: Repository,
  scope: "--local" | "--global" | "--system",
  environment: Readonly<Record<string, string | undefined>>,
): Promise<string> {
  const words = ["config", scope, "--type=path", "--default", "", "--get", "core.hooksPath"];
  return (await readGit(repository, words, { environment })).trim();
}
