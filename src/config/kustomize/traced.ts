import type { Place } from "../../core/place.ts";
import { asMap } from "../../documents/shape.ts";
import type { YamlDocument, YamlPath } from "../../documents/yaml/read.ts";

/** A value of a document, to say later where a part of it stands. */
export interface Written {
  readonly place: Place;
  readonly document: YamlDocument;
  readonly path: YamlPath;
}

/** Values that change while they are built, by those who build them alone. */
export type Draft = Record<string, unknown>;

/**
 * Remembers of every map and list that is built which texts it was put together from, the latest first, and of single keys
 * that a setting wrote where that setting stands.
 */
export class Traces {
  readonly #written = new WeakMap<object, Written[]>();
  readonly #set = new WeakMap<object, Map<string | number, Place>>();

  /** A copy of a document's value that may be changed. */
  copy(value: unknown, written: Written): unknown {
    const { path } = written;
    if (Array.isArray(value)) {
      const list = value.map((one, index) => this.copy(one, { ...written, path: [...path, index] }));
      this.#written.set(list, [written]);
      return list;
    }
    const map = asMap(value);
    if (map === undefined) return value;
    const made: Draft = {};
    for (const [key, one] of Object.entries(map))
      setKey(made, key, this.copy(one, { ...written, path: [...path, key] }));
    this.#written.set(made, [written]);
    return made;
  }

  /** What was laid over a value counts first when it is asked where something stands. */
  laidOver(below: object, above: object): void {
    this.#written.set(below, [...(this.#written.get(above) ?? []), ...(this.#written.get(below) ?? [])]);
    const set = this.#set.get(above);
    if (set !== undefined) this.#set.set(below, new Map([...(this.#set.get(below) ?? []), ...set]));
  }

  /** Sets a key in the name of a setting at a place. */
  set(parent: Draft | unknown[], key: string | number, value: unknown, place: Place): void {
    if (Array.isArray(parent)) parent[Number(key)] = value;
    else setKey(parent, String(key), value);
    const known = this.#set.get(parent) ?? new Map<string | number, Place>();
    known.set(key, place);
    this.#set.set(parent, known);
  }

  /** Where the value at a path below a built one stands, else the nearest enclosing one. */
  at(root: object, path: YamlPath, ofKey: boolean): Place {
    for (let depth = path.length; depth > 0; depth--) {
      const key = path[depth - 1] ?? "";
      const parent = valueAt(root, path.slice(0, depth - 1));
      if (typeof parent !== "object" || parent === null || !Object.hasOwn(parent, key)) continue;
      const place = this.#set.get(parent)?.get(key) ?? this.#placeOfKey(parent, key, ofKey);
      if (place !== undefined) return place;
    }
    const [first] = this.#written.get(root) ?? [];
    return first === undefined ? {} : placed(first, first.path, false);
  }

  /** All files that a built value was put together from. */
  files(root: object): Place[] {
    return (this.#written.get(root) ?? []).map(({ place }) => place);
  }

  #placeOfKey(parent: object, key: string | number, ofKey: boolean): Place | undefined {
    const value = (parent as Draft)[key];
    const own = typeof value === "object" && value !== null ? this.#written.get(value)?.[0] : undefined;
    if (own !== undefined && !ofKey) return placed(own, own.path, false);
    for (const one of this.#written.get(parent) ?? []) {
      const source = valueAt(one.document.value, [...one.path, key]);
      if (source !== undefined) return placed(one, [...one.path, key], ofKey);
    }
    return undefined;
  }
}

function placed({ place, document }: Written, path: YamlPath, ofKey: boolean): Place {
  const { line, column } = ofKey ? document.keyRangeOf(path) : document.rangeOf(path);
  return { ...place, line, column };
}

export function valueAt(value: unknown, path: YamlPath): unknown {
  return path.reduce<unknown>((at, key) => {
    if (Array.isArray(at)) return at[Number(key)];
    const map = asMap(at);
    return map !== undefined && Object.hasOwn(map, key) ? map[String(key)] : undefined;
  }, value);
}

/** A key from outside may be called like what every object has. */
export function setKey(map: Draft, key: string, value: unknown): void {
  Object.defineProperty(map, key, { value, writable: true, enumerable: true, configurable: true });
}
