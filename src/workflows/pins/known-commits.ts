import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** More commits of one repository than these are forgotten again, oldest first. */
const MOST = 10_000;

/**
 * The commits of a repository that an earlier run found to be its own: that does not change, so they need not be fetched
 * again. What was not found is not kept. A file that cannot be read or written costs the memory and nothing else.
 */
export class KnownCommits {
  readonly #file: string | undefined;
  readonly #known: Set<string>;

  /** @param folder of the cache; nothing is kept without one */
  constructor(folder: string | undefined, address: string) {
    const name = createHash("sha256").update(address).digest("hex").slice(0, 32);
    this.#file = folder === undefined ? undefined : join(folder, "pins", `${name}.txt`);
    this.#known = new Set(this.#file !== undefined && existsSync(this.#file) ? read(this.#file) : []);
  }

  has(commit: string): boolean {
    return this.#known.has(commit);
  }

  keep(commits: Iterable<string>): void {
    const before = this.#known.size;
    for (const commit of commits) this.#known.add(commit);
    if (this.#file === undefined || this.#known.size === before) return;
    try {
      mkdirSync(join(this.#file, ".."), { recursive: true, mode: 0o700 });
      const partial = `${this.#file}.${process.pid}`;
      writeFileSync(partial, [...this.#known].slice(-MOST).join("\n"), { mode: 0o600 });
      renameSync(partial, this.#file);
    } catch {
      // a full or read-only cache: the next run asks again
    }
  }
}

function read(file: string): string[] {
  try {
    return readFileSync(file, "utf8")
      .split("\n")
      .filter((line) => /^[0-9a-f]{40}$/.test(line));
  } catch {
    return [];
  }
}
