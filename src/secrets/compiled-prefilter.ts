import { assemble } from "../sources/wasm/assemble.ts";
import { type Started, startModule } from "../sources/wasm/start-module.ts";
import { CLASSES, FOLDED, type KeywordTable, TRIGRAMS } from "./keyword-table.ts";
import { type OnHit, Prefilter } from "./prefilter.ts";

/** Below this the way there and back takes longer than the loop that it spares. */
const WORTH_THE_WAY = 256;

/** The same as `Prefilter`, some three times faster on texts that are worth it; where there is no WebAssembly, as fast. */
export class CompiledPrefilter {
  readonly #table: KeywordTable;
  readonly #plain: Prefilter;
  /** Made when it is first needed. */
  #machine: Machine | "none" | undefined;

  constructor(table: KeywordTable) {
    this.#table = table;
    this.#plain = new Prefilter(table);
  }

  /** As `Prefilter.scan`. `onHit` must not scan itself. */
  scan(bytes: Uint8Array, onHit: OnHit, from = 0, to = bytes.length): void {
    if (to - from < WORTH_THE_WAY) return this.#plain.scan(bytes, onHit, from, to);
    this.#machine ??= startMachine(this.#table);
    if (this.#machine === "none") return this.#plain.scan(bytes, onHit, from, to);
    this.#machine.scan(bytes, onHit, from, to);
  }
}

/** Bytes that are looked through at a time: they and the tables stay near the processor. */
const CHUNK = 64 * 1024;
const OUT_BYTES = 32 * 1024;
const ENTRY_BYTES = 24;
const BUCKETS = 255;

// Where things stand in its memory.
const CLASS_OF = 0;
const FOLD_OF = 256;
const BUCKET_OF = 512;
const DIRECTORY = BUCKET_OF + TRIGRAMS;
const OUT_END = DIRECTORY + (BUCKETS + 2) * 4;
const OUT = OUT_END + 8;
const ENTRIES = OUT + OUT_BYTES;

function startMachine(table: KeywordTable): Machine | "none" {
  const layout = layOut(table);
  const pages = Math.ceil((layout.text + CHUNK + table.longest + 16) / 65_536);
  const started = startModule(assemble([SCAN], pages, pages));
  return started === undefined ? "none" : new Machine(started, layout, table.longest);
}

/**
 * The pass of `Prefilter` in WebAssembly. What is filed under three bytes lies in one of 255 buckets, whose number is the
 * byte that is asked for; there the three bytes are compared first.
 */
class Machine {
  readonly #memory: Uint8Array;
  readonly #words: Uint32Array;
  readonly #text: number;
  readonly #longest: number;
  readonly #routines: Started["routines"];

  constructor({ memory, routines }: Started, layout: Layout, longest: number) {
    this.#text = layout.text;
    this.#longest = longest;
    this.#routines = routines;
    this.#memory = new Uint8Array(memory.buffer);
    this.#words = new Uint32Array(memory.buffer);
    this.#memory.set(CLASSES, CLASS_OF);
    this.#memory.set(FOLDED, FOLD_OF);
    this.#memory.set(layout.buckets, BUCKET_OF);
    this.#words.set(layout.directory, DIRECTORY / 4);
    this.#words.set(layout.entries, ENTRIES / 4);
    this.#memory.set(layout.keywords, ENTRIES + layout.entries.byteLength);
  }

  scan(bytes: Uint8Array, onHit: OnHit, from: number, to: number): void {
    const scan = this.#routines["scan"] as NonNullable<Started["routines"][string]>;
    for (let start = from; start < to; start += CHUNK) {
      const next = Math.min(to, start + CHUNK);
      // A keyword that begins here may end behind it; what begins behind it is met again, and told of then.
      const end = Math.min(to, next + this.#longest - 1);
      this.#memory.set(bytes.subarray(start, end), this.#text);
      const last = this.#text + end - start;
      this.#memory[last] = 0; // as if anything came after it
      for (let at = this.#text; at < last; ) {
        const before = at === this.#text ? 0 : (CLASSES[this.#memory[at - 1] as number] as number);
        at = scan(at, this.#text, last, before);
        this.#tell(onHit, start, next);
      }
    }
  }

  #tell(onHit: OnHit, start: number, next: number): void {
    const end = (this.#words[OUT_END / 4] as number) / 4;
    const shift = start - this.#text;
    for (let out = OUT / 4; out < end; out += 2) {
      const at = (this.#words[out + 1] as number) + shift;
      if (at < next) onHit(this.#words[out] as number, at);
    }
  }
}

interface Layout {
  /** Each: three byte classes, the keyword, offset, a further byte's place and value, where its bytes stand and how many. */
  readonly entries: Uint32Array;
  readonly keywords: Uint8Array;
  /** Where each bucket's entries begin, the first one empty; the end of the last. */
  readonly directory: Uint32Array;
  readonly buckets: Uint8Array;
  /** Where a text is put. */
  readonly text: number;
}

function layOut({ drawers, keywords, longest }: KeywordTable): Layout {
  const buckets = new Uint8Array(TRIGRAMS);
  const filed: number[][] = Array.from({ length: BUCKETS + 1 }, () => []);
  let count = 0;
  for (const drawer of drawers.values()) count += drawer.length / 4;
  const starts: number[] = [];
  let at = ENTRIES + count * ENTRY_BYTES;
  for (const { length } of keywords) {
    starts.push(at);
    at += length;
  }
  let turn = 0;
  for (const [trigram, drawer] of drawers) {
    const bucket = 1 + (turn++ % BUCKETS);
    buckets[trigram] = bucket;
    for (let i = 0; i < drawer.length; i += 4) {
      const [keyword = 0, offset = 0, rarest = 0, byte = 0] = drawer.subarray(i, i + 4);
      const length = (keywords[keyword] as Uint8Array).length;
      filed[bucket]?.push(trigram, keyword, offset, (rarest << 8) | byte, starts[keyword] as number, length);
    }
  }
  const directory = new Uint32Array(BUCKETS + 2);
  let begin = ENTRIES;
  for (const [bucket, { length }] of filed.entries()) {
    directory[bucket] = begin;
    begin += length * 4;
  }
  directory[BUCKETS + 1] = begin;
  return {
    entries: Uint32Array.from(filed.flat()),
    keywords: Buffer.concat(keywords),
    directory,
    buckets,
    text: at + longest, // whoever looks back from its beginning finds something
  };
}

/** Answers where it stopped: at the end, or before it where what it found has to be taken away first. */
const SCAN = {
  name: "scan",
  parameters: ["at", "from", "end", "before"],
  locals: ["three", "entry", "last", "start", "length", "i", "out"],
  text: `
    i32.const ${OUT}  local.set out
    block done
      loop next
        local.get at  local.get end  i32.ge_u  br_if done
        local.get before  i32.const 12  i32.shl
        local.get at  i32.load8_u  i32.load8_u offset=${CLASS_OF}  i32.const 6  i32.shl  i32.or
        local.get at  i32.load8_u offset=1  i32.load8_u offset=${CLASS_OF}  local.tee before  i32.or
        local.set three
        local.get at  i32.const 2  i32.add  local.set at
        local.get three  i32.load8_u offset=${BUCKET_OF}  local.tee i  i32.eqz  br_if next

        local.get i  i32.const 2  i32.shl  i32.load offset=${DIRECTORY}  local.set entry
        local.get i  i32.const 2  i32.shl  i32.load offset=${DIRECTORY + 4}  local.set last
        block compared
          loop each
            local.get entry  local.get last  i32.ge_u  br_if compared
            block differs
              local.get entry  i32.load  local.get three  i32.ne  br_if differs
              ;; the first of the three bytes stands three before where it goes on
              local.get at  i32.const 3  i32.sub  local.get entry  i32.load offset=8  i32.sub  local.set start
              local.get start  local.get entry  i32.load8_u offset=13  i32.add  i32.load8_u
              i32.load8_u offset=${FOLD_OF}  local.get entry  i32.load8_u offset=12  i32.ne  br_if differs
              local.get start  local.get from  i32.lt_u  br_if differs
              local.get entry  i32.load offset=20  local.set length
              local.get start  local.get length  i32.add  local.get end  i32.gt_u  br_if differs
              i32.const 0  local.set i
              loop same
                local.get start  local.get i  i32.add  i32.load8_u  i32.load8_u offset=${FOLD_OF}
                local.get entry  i32.load offset=16  local.get i  i32.add  i32.load8_u  i32.ne  br_if differs
                local.get i  i32.const 1  i32.add  local.tee i  local.get length  i32.lt_u  br_if same
              end
              local.get out  local.get entry  i32.load offset=4  i32.store
              local.get out  local.get start  i32.store offset=4
              local.get out  i32.const 8  i32.add  local.set out
            end
            local.get entry  i32.const ${ENTRY_BYTES}  i32.add  local.set entry
            br each
          end
        end
        local.get out  i32.const ${OUT + OUT_BYTES / 2}  i32.lt_u  br_if next
      end
    end
    i32.const ${OUT_END}  local.get out  i32.store
    local.get at`,
} as const;
