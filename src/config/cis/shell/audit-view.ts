import type { HostEntry, HostFiles } from "../../../sources/host/host-files.ts";
import type { HostProcess, ProcessView } from "../../../sources/host/processes.ts";

/** Greatest file that an audit reads, most files that it finds, and most that it looks at in all. */
const LARGEST = 4 * 1024 * 1024;
const MOST_FOUND = 20_000;
const MOST_LOOKS = 200_000;

/** An audit that looks at more than is reasonable. */
export class TooMuch extends Error {}

/**
 * The machine as one audit sees it. It keeps what was looked at: so that what was not there, or was not shown, is told
 * apart from what was there and was silent.
 */
export class AuditView {
  readonly files: HostFiles;
  readonly view: ProcessView;
  /** Files that were there, whose attributes or content were seen. */
  readonly seen = new Set<string>();
  /** Files and folders that were asked for and are not there. */
  readonly missing = new Set<string>();
  /** What is not shown, and why. */
  readonly denied = new Map<string, string>();
  /** Processes that an audit picked out. */
  readonly picked = new Set<HostProcess>();
  asksForProcesses = false;
  #looks = 0;

  constructor(files: HostFiles, view: ProcessView) {
    this.files = files;
    this.view = view;
  }

  stat(path: string, follows = true): HostEntry | undefined {
    this.#count();
    const found = this.files.stat(path, follows);
    if (!("unseen" in found)) return found;
    this.#miss(path, found.unseen, found.reason);
    return undefined;
  }

  read(path: string): string | undefined {
    this.#count();
    const text = this.files.read(path, LARGEST);
    if (typeof text === "string") {
      this.seen.add(path);
      return text;
    }
    this.#miss(path, text.unseen, text.reason);
    return undefined;
  }

  list(path: string): readonly string[] {
    this.#count();
    const names = this.files.list(path);
    if (!("unseen" in names)) return names;
    this.#miss(path, names.unseen, names.reason);
    return [];
  }

  /** Everything below a path with itself, links not followed. */
  *below(
    path: string,
    deepest = 64,
  ): Generator<{ readonly path: string; readonly entry: HostEntry; readonly depth: number }> {
    const waiting = [{ path, depth: 0 }];
    let found = 0;
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      const entry = this.stat(next.path, next.depth === 0 && next.path.endsWith("/"));
      if (entry === undefined) continue;
      if (++found > MOST_FOUND) throw new TooMuch(`more than ${MOST_FOUND} files below ${path}`);
      yield { ...next, entry };
      if (entry.type !== "directory" || next.depth >= deepest) continue;
      const { path: folder, depth } = next;
      for (const name of [...this.list(folder)].reverse())
        waiting.push({ path: `${folder.replace(/\/$/, "")}/${name}`, depth: depth + 1 });
    }
  }

  /** The paths that a pattern with `*`, `?` and brackets in its parts stands for, sorted; itself where there is none. */
  expand(pattern: string): string[] {
    if (!/[*?[]/.test(pattern) || !pattern.startsWith("/")) return [pattern];
    let paths = [""];
    for (const part of pattern.split("/").slice(1)) {
      if (!/[*?[]/.test(part)) {
        paths = paths.map((path) => `${path}/${part}`);
        continue;
      }
      const fits = globTest(part);
      paths = paths.flatMap((path) =>
        this.list(path === "" ? "/" : path)
          .filter((name) => fits(name) && (part.startsWith(".") || !name.startsWith(".")))
          .map((name) => `${path}/${name}`),
      );
      if (paths.length > MOST_FOUND) throw new TooMuch(`more than ${MOST_FOUND} files like ${pattern}`);
    }
    const there = paths.filter((path) => !("unseen" in this.files.stat(path, false)));
    if (there.length > 0) return there;
    this.missing.add(pattern);
    return [pattern];
  }

  #count(): void {
    if (++this.#looks > MOST_LOOKS) throw new TooMuch(`more than ${MOST_LOOKS} files in one audit`);
  }

  #miss(path: string, unseen: "missing" | "denied", reason: string): void {
    if (unseen === "missing") this.missing.add(path);
    else this.denied.set(path, reason);
  }
}

/** What fits a shell's pattern for one name. */
export function globTest(pattern: string): (name: string) => boolean {
  const wanted = [...pattern];
  return (name) => {
    // The usual walk with one way back: to the last star.
    let [at, index, star, mark] = [0, 0, -1, 0];
    while (at < name.length) {
      const sign = wanted[index];
      if (sign === "*") {
        star = index++;
        mark = at;
      } else if (sign !== undefined && (sign === "?" || sign === name[at])) {
        index++;
        at++;
      } else if (star >= 0) {
        index = star + 1;
        at = ++mark;
      } else return false;
    }
    while (wanted[index] === "*") index++;
    return index === wanted.length;
  };
}
