import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";

/** A peer's repository, as a bare mirror: read, and never copied. */
export class Mirror {
  readonly #folder: string;

  /** @param mirrors folder of bare git repositories, each as `owner+name/repo` or `owner/name.git` */
  constructor(mirrors: string, owner: string, name: string) {
    const candidates = [join(mirrors, `${owner}+${name}`, "repo"), join(mirrors, owner, `${name}.git`)];
    const found = candidates.find((folder) => existsSync(folder));
    if (found === undefined) throw new Error(`no mirror of ${owner}/${name} in ${mirrors}`);
    this.#folder = found;
  }

  get commit(): string {
    return this.#git("rev-parse", "--short=12", "HEAD").trim();
  }

  /** Paths below a folder, sorted. */
  list(below: string): string[] {
    return this.#git("ls-tree", "-r", "--name-only", "HEAD", below).split("\n").filter(Boolean);
  }

  read(path: string): string {
    return this.#git("show", `HEAD:${path}`);
  }

  /** Writes all files of the last commit into a folder. */
  unpack(folder: string): void {
    const archive = execFileSync("git", ["-C", this.#folder, "archive", "HEAD"], { maxBuffer: 2 ** 31 - 1 });
    execFileSync("tar", ["x", "-C", folder], { input: archive });
  }

  #git(...words: string[]): string {
    return execFileSync("git", ["-C", this.#folder, ...words], { encoding: "utf8", maxBuffer: 256 * 1024 * 1024 });
  }
}
