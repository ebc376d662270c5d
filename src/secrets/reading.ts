import { posix } from "node:path";
import { ofPath } from "./evidence/features.ts";
import { formatOf } from "./file-kinds.ts";

/**
 * What a file's path says of how it is read: at two paths of the same reading the same bytes hold the same credentials.
 */
export type Reading = string;

/** Names that some detector asks for: one that asks for another has to stand here, and its samples show when it does not. */
const CALLED = /netrc$|^\.pypirc$|dockercfg|\.tfstate(?:\.|$)/;

export class Readings {
  readonly #known = new Map<string, Reading>();

  of(path: string): Reading {
    let reading = this.#known.get(path);
    if (reading === undefined) {
      if (this.#known.size >= MOST_KNOWN) this.#known.clear();
      this.#known.set(path, (reading = readingOf(path)));
    }
    return reading;
  }
}

const MOST_KNOWN = 100_000;

function readingOf(path: string): Reading {
  const name = posix.basename(path);
  return [formatOf(path), ...ofPath(path).map(Number), CALLED.test(name) ? name : ""].join(" ");
}
