/** Paths as a tree of names: each is put together once, and only where it is asked for. */
export class Path {
  readonly #above: Path | undefined;
  readonly #name: string;
  /** Files have nothing below them. */
  #below: Map<string, Path> | undefined;
  #whole: string | undefined;

  constructor(above?: Path, name = "") {
    this.#above = above;
    this.#name = name;
  }

  below(name: string): Path {
    this.#below ??= new Map();
    let path = this.#below.get(name);
    if (path === undefined) this.#below.set(name, (path = new Path(this, name)));
    return path;
  }

  toString(): string {
    if (this.#whole !== undefined) return this.#whole;
    const above = this.#above?.toString() ?? "";
    return (this.#whole = above === "" ? this.#name : `${above}/${this.#name}`);
  }
}

/** Which trees were met at which paths: nearly all at one. */
export class Met {
  readonly #at: (Path | undefined)[] = [];
  readonly #others = new Map<number, Set<Path>>();

  isNew(tree: number, path: Path): boolean {
    const known = this.#at[tree];
    if (known === path) return false;
    if (known === undefined) {
      while (this.#at.length <= tree) this.#at.push(undefined);
      this.#at[tree] = path;
      return true;
    }
    let others = this.#others.get(tree);
    if (others === undefined) this.#others.set(tree, (others = new Set()));
    if (others.has(path)) return false;
    others.add(path);
    return true;
  }
}
