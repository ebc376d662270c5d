import { posix } from "node:path";
import { featuresOf } from "./evidence/features.ts";
import { type Format, formatOf } from "./file-kinds.ts";

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
  const format = formatOf(path);
  const name = posix.basename(path);
  return [format, ...traitsOf(path, format), CALLED.test(name) ? name : ""].join(" ");
}

/** What the scorer makes of a path: its numbers for a value that is the same for all. */
function traitsOf(path: string, format: Format): Float64Array {
  const assignment = {
    name: "password",
    nameStart: 0,
    value: "value",
    start: 11,
    end: 16,
    quoted: true,
    frame: "assignment",
  } as const;
  return featuresOf({ assignment, kind: "password", bytes: ANY_BYTES, format, path });
}

const ANY_BYTES = Buffer.from("password: 'value'");
