import { closeSync, openSync, readSync } from "node:fs";
import { StringDecoder } from "node:string_decoder";

const CHUNK = 256 * 1024;

/** Greatest number of characters of one member; the Linux kernel's, the longest known, has about 20 million. */
const LONGEST = 128 * 1024 * 1024;

/**
 * The members of a file that is one large JSON object, one after the other, so that never more than one is in memory.
 * Checks no more than it needs to find where members end; whoever parses them finds the rest.
 * @throws Error when it is no object, or is cut short
 */
export function* jsonMembers(path: string): Generator<{ name: string; text: string }> {
  const file = openSync(path, "r");
  try {
    const splitter = new MemberSplitter();
    const bytes = Buffer.alloc(CHUNK);
    const decoder = new StringDecoder("utf8");
    for (let size = readSync(file, bytes); size > 0; size = readSync(file, bytes))
      yield* splitter.push(decoder.write(bytes.subarray(0, size)));
    splitter.end();
  } finally {
    closeSync(file);
  }
}

/** Follows strings and brackets; a member of the outermost object ends at a comma or the last bracket at depth one. */
class MemberSplitter {
  #depth = 0;
  #isString = false;
  #isEscaped = false;
  #isDone = false;
  #held: string[] = [];
  #heldLength = 0;

  *push(chunk: string): Generator<{ name: string; text: string }> {
    let start = 0;
    for (let at = 0; at < chunk.length; at++) {
      const code = chunk.charCodeAt(at);
      if (this.#isString) {
        if (this.#isEscaped) this.#isEscaped = false;
        else if (code === 0x5c) this.#isEscaped = true;
        else if (code === 0x22) this.#isString = false;
        continue;
      }
      if (code === 0x22) this.#isString = true;
      else if (code === 0x7b || code === 0x5b) {
        if (this.#depth++ === 0) start = this.#begin(code, at);
      } else if (code === 0x7d || code === 0x5d) {
        this.#depth--;
        if (this.#depth === 0) {
          yield* this.#member(chunk.slice(start, at));
          this.#isDone = true;
          start = at + 1;
        }
      } else if (code === 0x2c && this.#depth === 1) {
        yield* this.#member(chunk.slice(start, at));
        start = at + 1;
      }
    }
    this.#hold(chunk.slice(start));
  }

  end(): void {
    if (!this.#isDone) throw new Error("it is cut short");
  }

  #begin(code: number, at: number): number {
    if (code !== 0x7b || this.#isDone) throw new Error("it is not one JSON object");
    this.#held = [];
    this.#heldLength = 0;
    return at + 1;
  }

  #hold(text: string): void {
    this.#heldLength += text.length;
    if (this.#heldLength > LONGEST) throw new Error(`a member is longer than ${LONGEST} characters`);
    if (text !== "" && this.#depth > 0) this.#held.push(text);
  }

  *#member(rest: string): Generator<{ name: string; text: string }> {
    const text = `${this.#held.join("")}${rest}`.trim();
    this.#held = [];
    this.#heldLength = 0;
    if (text === "") return;
    const match = /^("(?:[^"\\]|\\.)*")\s*:/.exec(text);
    if (match === null) throw new Error("it has a member without a name");
    yield { name: String(JSON.parse(match[1] ?? '""')), text: text.slice(match[0].length) };
  }
}
