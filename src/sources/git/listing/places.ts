import type { History } from "../../../connect/git/index.ts";
import type { ObjectReader } from "../packs/object-reader.ts";
import type { Commits } from "./commits.ts";
import type { Path } from "./paths.ts";

/** Paths that are remembered for one blob. */
const PLACES_KEPT = 8;

interface Place {
  readonly path: Path;
  commit: number;
  mode: number;
  /** Another place of the same blob. */
  readonly next: Place | undefined;
}

/** The paths that blobs had, each with the oldest commit that brought the blob there. */
export class Places {
  readonly #commits: Commits;
  readonly #of = new Map<number, Place>();

  constructor(commits: Commits) {
    this.#commits = commits;
  }

  /** @param mayBeOlder whether it is to be told instead of the one that is known, where it is older */
  add(blob: number, path: Path, commit: number, mode: number, mayBeOlder: boolean): void {
    const first = this.#of.get(blob);
    for (let place = first; place !== undefined; place = place.next) {
      if (place.path !== path) continue;
      if (mayBeOlder && this.#commits.compare(commit, place.commit) < 0) [place.commit, place.mode] = [commit, mode];
      return;
    }
    this.#of.set(blob, { path, commit, mode, next: first });
  }

  columns(reader: ObjectReader): History {
    const count = this.#of.size;
    const firstPlace = new Uint32Array(count + 1);
    const ids: string[] = [];
    const places: Place[] = [];
    for (const [blob, place] of this.#of) {
      ids.push(reader.idOf(blob));
      if (place.next === undefined) places.push(place);
      else places.push(...this.#oldest(place));
      firstPlace[ids.length] = places.length;
    }
    return {
      ids,
      firstPlace,
      paths: places.map(({ path }) => path.toString()),
      commits: places.map(({ commit }) => this.#commits.idOf(commit)),
      times: Float64Array.from(places, ({ commit }) => this.#commits.times[commit] as number),
      modes: Uint16Array.from(places, ({ mode }) => mode),
    };
  }

  #oldest(first: Place): Place[] {
    const places: Place[] = [];
    for (let place: Place | undefined = first; place !== undefined; place = place.next) places.push(place);
    places.sort((a, b) => this.#commits.compare(a.commit, b.commit) || (String(a.path) < String(b.path) ? -1 : 1));
    // Names that are no UTF-8 may read the same.
    const seen = new Set<string>();
    return places.filter(({ path }) => !seen.has(String(path)) && seen.add(String(path))).slice(0, PLACES_KEPT);
  }
}
