/** A function of a module: all its numbers are of 32 bits, and it answers one. */
export interface Routine {
  readonly name: string;
  readonly parameters: readonly string[];
  readonly locals: readonly string[];
  /** Instructions in WebAssembly's own words; `block`, `loop` and `if` are followed by a label, comments by `;;`. */
  readonly text: string;
}

/**
 * Puts a WebAssembly module together that has one memory, exported as `memory`. It knows the few instructions that loops
 * over bytes are made of: a hundred lines here in place of a compiler that would have to be kept.
 *
 * @param pages of 64 KiB that its memory begins with, and that it may grow to
 * @throws for a word that it does not know: a mistake of ours
 */
export function assemble(routines: readonly Routine[], pages: number, mostPages: number): Uint8Array<ArrayBuffer> {
  const types = routines.flatMap(({ parameters }) => [0x60, ...vector(parameters.map(() => [I32])), 1, I32]);
  const exports = routines.map(({ name }, index) => [...named(name), 0, ...unsigned(index)]);
  const bodies = routines.map((routine) => {
    const locals = vector(routine.locals.length === 0 ? [] : [[...unsigned(routine.locals.length), I32]]);
    const body = [...locals, ...instructions(routine), 0x0b];
    return [...unsigned(body.length), ...body];
  });
  return Uint8Array.from([
    ...HEAD,
    ...section(1, [...unsigned(routines.length), ...types]),
    ...section(3, vector(routines.map((_, index) => unsigned(index)))),
    ...section(5, [1, 1, ...unsigned(pages), ...unsigned(mostPages)]),
    ...section(7, vector([[...named("memory"), 2, 0], ...exports])),
    ...section(10, vector(bodies)),
  ]);
}

/** What a module begins with: its name, and version 1. */
const HEAD = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
const I32 = 0x7f;

const SIMPLE: Readonly<Record<string, number>> = {
  else: 0x05,
  return: 0x0f,
  "i32.eqz": 0x45,
  "i32.eq": 0x46,
  "i32.ne": 0x47,
  "i32.lt_s": 0x48,
  "i32.lt_u": 0x49,
  "i32.gt_s": 0x4a,
  "i32.gt_u": 0x4b,
  "i32.le_u": 0x4d,
  "i32.ge_u": 0x4f,
  "i32.add": 0x6a,
  "i32.sub": 0x6b,
  "i32.div_u": 0x6e,
  "i32.and": 0x71,
  "i32.or": 0x72,
  "i32.shl": 0x74,
  "i32.shr_u": 0x76,
  "i64.ne": 0x52,
};
const OF_MEMORY: Readonly<Record<string, number>> = {
  "i32.load": 0x28,
  "i64.load": 0x29,
  "i32.load8_u": 0x2d,
  "i32.load16_u": 0x2f,
  "i32.store": 0x36,
  "i64.store": 0x37,
  "i32.store8": 0x3a,
};
const OF_LOCALS: Readonly<Record<string, number>> = { "local.get": 0x20, "local.set": 0x21, "local.tee": 0x22 };
const OPENING: Readonly<Record<string, number>> = { block: 0x02, loop: 0x03, if: 0x04 };
const NO_RESULT = 0x40;
const MEMORY_COPY = [0xfc, 10, 0, 0];

function instructions({ text, parameters, locals }: Routine): number[] {
  const words = text
    .replace(/;;[^\n]*/g, "")
    .trim()
    .split(/\s+/);
  const names = [...parameters, ...locals];
  const labels: string[] = [];
  const bytes: number[] = [];
  let next = 0;
  const index = (list: readonly string[], name = "") => {
    const place = list.lastIndexOf(name);
    if (place === -1) throw new Error(`no ${name} is known here`);
    return place;
  };
  while (next < words.length) {
    const word = words[next++] as string;
    if (word in SIMPLE) bytes.push(SIMPLE[word] as number);
    else if (word in OF_LOCALS) bytes.push(OF_LOCALS[word] as number, ...unsigned(index(names, words[next++])));
    else if (word in OPENING) {
      labels.push(words[next++] ?? "");
      bytes.push(OPENING[word] as number, NO_RESULT);
    } else if (word === "end") {
      if (labels.pop() === undefined) throw new Error("an end without a beginning");
      bytes.push(0x0b);
    } else if (word === "br" || word === "br_if") {
      const depth = labels.length - 1 - index(labels, words[next++]);
      bytes.push(word === "br" ? 0x0c : 0x0d, ...unsigned(depth));
    } else if (word === "i32.const") bytes.push(0x41, ...signed(Number(words[next++])));
    else if (word in OF_MEMORY) {
      const offset = words[next]?.startsWith("offset=") === true ? Number(words[next++]?.slice(7)) : 0;
      bytes.push(OF_MEMORY[word] as number, 0, ...unsigned(offset));
    } else if (word === "memory.copy") bytes.push(...MEMORY_COPY);
    else throw new Error(`no instruction is called ${word}`);
  }
  if (labels.length > 0) throw new Error(`${labels.join(", ")} does not end`);
  return bytes;
}

function section(id: number, content: readonly number[]): number[] {
  return [id, ...unsigned(content.length), ...content];
}

function vector(items: readonly (readonly number[])[]): number[] {
  return [...unsigned(items.length), ...items.flat()];
}

function named(name: string): number[] {
  return [...unsigned(name.length), ...Buffer.from(name, "latin1")];
}

/** LEB128: seven bits a byte, the lowest first. */
function unsigned(value: number): number[] {
  const bytes: number[] = [];
  for (let rest = value; ; rest >>>= 7) {
    if (rest < 0x80) return [...bytes, rest];
    bytes.push((rest & 0x7f) | 0x80);
  }
}

function signed(value: number): number[] {
  const bytes: number[] = [];
  for (let rest = value; ; rest >>= 7) {
    if (rest >= -64 && rest < 64) return [...bytes, rest & 0x7f];
    bytes.push((rest & 0x7f) | 0x80);
  }
}
