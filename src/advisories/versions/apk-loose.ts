import { compareDigits } from "./scheme.ts";

/** What may come next in a version, in the order in which it may come. */
const KINDS = {
  fraction: 0,
  number: 1,
  letter: 2,
  suffix: 3,
  suffixNumber: 4,
  revision: 5,
  end: 6,
  /** A dot before a letter. */
  emptyFraction: 6.5,
  invalid: 7,
} as const;
type Kind = (typeof KINDS)[keyof typeof KINDS];

const BEFORE = ["alpha", "beta", "pre", "rc"];
const AFTER = ["cvs", "svn", "git", "hg", "p"];

/**
 * The order that apk gives to two versions of which one does not follow its grammar, such as `5.1p1-r0` of old releases:
 * they are read piece by piece as long as they are alike, and what apk cannot read ends a version.
 */
export function compareLoosely(a: string, b: string): number {
  const left = new Pieces(a);
  const right = new Pieces(b);
  while (left.kind === right.kind && left.kind !== KINDS.end && left.kind !== KINDS.invalid) {
    const order = compareValues(left.take(), right.take());
    if (order !== 0) return order;
  }
  if (left.kind === right.kind) return 0;
  // What leads up to a release is older than its end; else whatever goes on is newer.
  if (left.kind === KINDS.suffix && left.take().startsWith("-")) return -1;
  if (right.kind === KINDS.suffix && right.take().startsWith("-")) return 1;
  return right.kind - left.kind;
}

/** Digits with a sign, of any length. */
function compareValues(a: string, b: string): number {
  const [left, right] = [a.startsWith("-"), b.startsWith("-")];
  if (left !== right) return left ? -1 : 1;
  return left ? -compareDigits(a.slice(1), b.slice(1)) : compareDigits(a, b);
}

class Pieces {
  kind: Kind = KINDS.number;
  #rest: string;

  constructor(text: string) {
    this.#rest = text;
  }

  /** The value of the next piece, as digits with a sign. */
  take(): string {
    switch (this.kind) {
      case KINDS.fraction: {
        const zeros = /^0+/.exec(this.#rest)?.[0];
        if (zeros === undefined) return this.#digits();
        this.#rest = this.#rest.slice(zeros.length);
        this.kind = this.#rest === "" ? KINDS.end : KINDS.number;
        return `-${zeros.length}`;
      }
      case KINDS.letter:
        return this.#piece(String(this.#rest.charCodeAt(0)), 1);
      case KINDS.suffix:
        return this.#suffix();
      default:
        return this.#digits();
    }
  }

  #digits(): string {
    const digits = /^\d*/.exec(this.#rest)?.[0] ?? "";
    return this.#piece(digits === "" ? "0" : digits, digits.length);
  }

  #suffix(): string {
    for (const [at, name] of BEFORE.entries())
      if (this.#rest.startsWith(name)) return this.#piece(`-${BEFORE.length - at}`, name.length);
    for (const [at, name] of AFTER.entries())
      if (this.#rest.startsWith(name)) return this.#piece(String(at), name.length);
    this.kind = KINDS.invalid;
    return "-1";
  }

  #piece(value: string, length: number): string {
    this.#rest = this.#rest.slice(length);
    this.kind = this.#next(this.kind);
    return value;
  }

  #next(kind: Kind): Kind {
    const [first = ""] = this.#rest;
    if (first === "") return KINDS.end;
    if ((kind <= KINDS.number || kind === KINDS.emptyFraction) && /[a-z]/.test(first)) return KINDS.letter;
    if (kind === KINDS.letter && /\d/.test(first)) return KINDS.number;
    if (kind === KINDS.suffix && /\d/.test(first)) return KINDS.suffixNumber;
    const isRevision = /^-r(?:\d|$)/.test(this.#rest);
    const isEmpty = /^\.[a-z]/.test(this.#rest);
    const found = isEmpty
      ? KINDS.emptyFraction
      : first === "."
        ? KINDS.fraction
        : first === "_"
          ? KINDS.suffix
          : isRevision
            ? KINDS.revision
            : KINDS.invalid;
    this.#rest = this.#rest.slice(isRevision ? 2 : 1);
    const mayFollow =
      found >= kind ||
      (found === KINDS.fraction && (kind === KINDS.number || kind === KINDS.emptyFraction)) ||
      (found === KINDS.suffix && kind === KINDS.suffixNumber);
    return mayFollow ? found : KINDS.invalid;
  }
}
