/**
 * Why a pattern may take more than linear time in what it is matched against; undefined when it cannot.
 *
 * The patterns of detectors keep to a small language: characters, classes, bounded repetitions of these, and groups that
 * are alternatives or optional. Written out, such a pattern is a handful of plain sequences. A sequence is matched in
 * one run when nothing that may follow a repetition of varying length can begin with a character of that repetition:
 * giving one back can then never help, and the engine finds out at once.
 */
export function whyNotLinear(pattern: RegExp): string | undefined {
  if (!pattern.sticky) return "it is not sticky, so it would be tried at every position";
  let sequences: Sequence[];
  try {
    sequences = new Parser(pattern.source, pattern.ignoreCase).all();
  } catch (error) {
    if (error instanceof UnknownNotation) return error.message;
    throw error;
  }
  for (const sequence of sequences) {
    const reason = whyAmbiguous(sequence);
    if (reason !== undefined) return reason;
  }
  return undefined;
}

/** Between `least` and `most` characters of a class. */
interface Run {
  readonly text: string;
  readonly members: ReadonlySet<number>;
  readonly least: number;
  readonly most: number;
}

type Sequence = readonly Run[];

function whyAmbiguous(sequence: Sequence): string | undefined {
  for (const [position, run] of sequence.entries()) {
    if (run.least === run.most) continue;
    for (const next of followersOf(sequence, position)) {
      if (!run.members.isDisjointFrom(next.members))
        return `${run.text} may be followed by its own characters: ${next.text}`;
    }
  }
  return undefined;
}

function followersOf(sequence: Sequence, position: number): Run[] {
  const followers: Run[] = [];
  for (const next of sequence.slice(position + 1)) {
    followers.push(next);
    if (next.least > 0) break;
  }
  return followers;
}

class UnknownNotation extends Error {}

const MOST_SEQUENCES = 256;

class Parser {
  readonly #source: string;
  readonly #ignoreCase: boolean;
  #at = 0;

  constructor(source: string, ignoreCase: boolean) {
    this.#source = source;
    this.#ignoreCase = ignoreCase;
  }

  all(): Sequence[] {
    const sequences = this.#alternatives();
    if (this.#at < this.#source.length) throw new UnknownNotation(`unexpected ${this.#source[this.#at]}`);
    return sequences;
  }

  #alternatives(): Sequence[] {
    const found = this.#sequences();
    while (this.#take("|")) found.push(...this.#sequences());
    return found;
  }

  #sequences(): Sequence[] {
    let found: Sequence[] = [[]];
    while (this.#at < this.#source.length && this.#peek() !== "|" && this.#peek() !== ")") {
      const next = this.#item();
      found = found.flatMap((head) => next.map((tail) => [...head, ...tail]));
      if (found.length > MOST_SEQUENCES) throw new UnknownNotation("too many alternatives");
    }
    return found;
  }

  #item(): Sequence[] {
    if (this.#peek() === "(") return this.#group();
    const start = this.#at;
    const members = this.#members();
    const [least, most] = this.#repetition();
    return [[{ text: this.#source.slice(start, this.#at), members, least, most }]];
  }

  #group(): Sequence[] {
    const open = /^\((?:\?:|\?<\w+>)/.exec(this.#source.slice(this.#at))?.[0];
    if (open === undefined) throw new UnknownNotation("a group that is neither (?:…) nor named");
    this.#at += open.length;
    const inside = this.#alternatives();
    if (!this.#take(")")) throw new UnknownNotation("a group without end");
    if (this.#take("?")) return [...inside, []];
    if (/[*+{]/.test(this.#peek())) throw new UnknownNotation("a repeated group");
    return inside;
  }

  #repetition(): [number, number] {
    if (this.#take("?")) return [0, 1];
    if (/[*+]/.test(this.#peek())) throw new UnknownNotation("an unbounded repetition");
    const bounds = /^\{(\d+)(?:,(\d+))?\}/.exec(this.#source.slice(this.#at));
    if (bounds === null) {
      if (this.#peek() === "{") throw new UnknownNotation("an unbounded repetition");
      return [1, 1];
    }
    this.#at += bounds[0].length;
    return [Number(bounds[1]), Number(bounds[2] ?? bounds[1])];
  }

  #members(): Set<number> {
    if (this.#take("[")) return this.#class();
    if (/[.^$*+?{}]/.test(this.#peek())) throw new UnknownNotation(`unexpected ${this.#peek()}`);
    return this.#folded(this.#character());
  }

  #class(): Set<number> {
    const members = new Set<number>();
    if (this.#peek() === "^") throw new UnknownNotation("a negated class");
    while (!this.#take("]")) {
      const first = this.#character();
      const isRange = this.#peek() === "-" && this.#source[this.#at + 1] !== "]";
      if (!isRange) for (const code of first) members.add(code);
      else {
        this.#at++;
        const last = Math.max(...this.#character());
        for (let code = Math.min(...first); code <= last; code++) members.add(code);
      }
    }
    return this.#folded(members);
  }

  #character(): Set<number> {
    const character = this.#source[this.#at++];
    if (character === undefined) throw new UnknownNotation("it ends too early");
    if (character !== "\\") return new Set([character.charCodeAt(0)]);
    const escaped = this.#source[this.#at++] ?? "";
    const named = NAMED.get(escaped);
    if (named === undefined && /[A-Za-z0-9]/.test(escaped)) throw new UnknownNotation(`unknown escape ${escaped}`);
    return named ?? new Set([escaped.charCodeAt(0)]);
  }

  #folded(members: Set<number>): Set<number> {
    if (!this.#ignoreCase) return members;
    const letters = [...members].map((code) => String.fromCharCode(code));
    return new Set(
      letters.flatMap((letter) => [letter.toLowerCase().charCodeAt(0), letter.toUpperCase().charCodeAt(0)]),
    );
  }

  #peek(): string {
    return this.#source[this.#at] ?? "";
  }

  #take(character: string): boolean {
    if (this.#peek() !== character) return false;
    this.#at++;
    return true;
  }
}

function codesWhere(test: RegExp): Set<number> {
  return new Set(Array.from({ length: 256 }, (_, code) => code).filter((code) => test.test(String.fromCharCode(code))));
}

const NAMED = new Map([
  ["d", codesWhere(/\d/)],
  ["w", codesWhere(/\w/)],
  ["s", codesWhere(/\s/)],
]);
