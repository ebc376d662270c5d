import type { Copies } from "../../../core/source.ts";
import { assemble } from "../../wasm/assemble.ts";
import { type Started, startModule } from "../../wasm/start-module.ts";
import { CHANGES, NOTES } from "./compiled-changes.ts";
import { applyDelta, CopyList, type DeltaHead, refusals, SHORT } from "./delta.ts";
import type { Span } from "./ring.ts";
import { type Changes, changedEntries } from "./tree-changes.ts";

/** One memory, and the machine that puts objects together in it. */
export interface Works {
  /** Another one after each `grow`. What stands before `first` is its own. */
  readonly memory: Buffer;
  readonly first: number;
  /** Answers false where it would be more than it may be. */
  grow(least: number): boolean;
  /**
   * As `applyDelta`; of an object that has more copies than are noted, the rest counts as new.
   * @returns what was copied; valid until the next call
   * @throws RangeError for instructions that reach beyond the base, the delta or the object
   */
  apply(head: DeltaHead, end: number, baseAt: number, targetAt: number): Copies;
  /** As `changedEntries`; valid until the next call of either. */
  compare(tree: Span, other: Span | undefined, hashBytes: number): Changes;
}

const PAGE = 64 * 1024;
const BEGIN = 4 * 1024 * 1024;

/** Memory in which one thread puts objects together. */
const ARENA = 96 * 1024 * 1024;
let idle: Works | undefined;

/**
 * The works of this thread, which no one else may use until they are given back: a second memory would stay with the first
 * until the next collection of the whole heap.
 */
export function borrowWorks(): Works {
  const works = idle ?? openWorks(ARENA);
  idle = undefined;
  return works;
}

export function returnWorks(works: Works): void {
  idle = works;
}

/** @param most bytes that its memory may grow to */
export function openWorks(most: number): Works {
  const pages = Math.floor(most / PAGE);
  const started = startModule(assemble([APPLY, CHANGES], Math.min(pages, BEGIN / PAGE), pages));
  return started === undefined ? new PlainWorks(most) : new CompiledWorks(started, pages);
}

/** Where there is no WebAssembly. */
export class PlainWorks implements Works {
  memory: Buffer;
  readonly first = 0;
  readonly #most: number;
  readonly #copies = new CopyList();

  constructor(most: number) {
    this.#most = most;
    this.memory = Buffer.allocUnsafeSlow(Math.min(most, BEGIN));
  }

  grow(least: number): boolean {
    if (least > this.#most) return false;
    const larger = Buffer.allocUnsafeSlow(Math.min(this.#most, Math.max(least, 2 * this.memory.length)));
    this.memory.copy(larger);
    this.memory = larger;
    return true;
  }

  apply(head: DeltaHead, end: number, baseAt: number, targetAt: number): Copies {
    applyDelta(this.memory, head, end, baseAt, targetAt, this.#copies);
    return this.#copies.list();
  }

  compare(tree: Span, other: Span | undefined, hashBytes: number): Changes {
    return changedEntries(this.memory, tree, other, hashBytes);
  }
}

/** Copies that are noted of one object. */
const MOST_COPIES = 64 * 1024;
const NOTES_END = NOTES + MOST_COPIES * 12;
/** An instruction is at most so long: it may be read beyond the end before it is refused. */
const SLACK = 16;

class CompiledWorks implements Works {
  memory: Buffer;
  readonly first = NOTES_END;
  readonly #started: Started;
  readonly #pages: number;

  constructor(started: Started, pages: number) {
    this.#started = started;
    this.#pages = pages;
    this.memory = this.#view();
  }

  grow(least: number): boolean {
    const [now, needed] = [this.#started.memory.buffer.byteLength / PAGE, Math.ceil((least + SLACK) / PAGE)];
    if (needed > this.#pages) return false;
    this.#started.memory.grow(Math.min(this.#pages, Math.max(needed, 2 * now)) - now);
    this.memory = this.#view();
    return true;
  }

  apply({ at, baseSize, size }: DeltaHead, end: number, baseAt: number, targetAt: number): Copies {
    const fault = this.#started.routines["apply"]?.(at, end, baseAt, baseSize, targetAt, size) ?? 0;
    if (fault !== 0) throw new RangeError(refusals[fault]);
    return new Int32Array(this.memory.buffer, NOTES, 3 * this.memory.readUInt32LE(0));
  }

  compare(tree: Span, other: Span | undefined, hashBytes: number): Changes {
    const [from, to] = other === undefined ? [0, 0] : [other.at, other.at + other.size];
    const compare = this.#started.routines["compare"] as Started["routines"][string];
    const notes = compare(tree.at, tree.at + tree.size, from, to, hashBytes, NOTES_END);
    // What is no tree, or has more changes than can be noted, is gone through in the other way.
    if (notes === 0) return changedEntries(this.memory, tree, other, hashBytes);
    return new Int32Array(this.memory.buffer, NOTES, (notes - NOTES) / 4);
  }

  #view(): Buffer {
    const { buffer } = this.#started.memory;
    return Buffer.from(buffer, 0, buffer.byteLength - SLACK);
  }
}

/** `applyDelta` in WebAssembly; answers which of `refusals` it ends with. */
const APPLY = {
  name: "apply",
  parameters: ["next", "end", "base", "baseSize", "target", "size"],
  locals: ["at", "code", "from", "length", "to", "runAt", "runFrom", "run", "note"],
  text: `
    i32.const ${NOTES}  local.set note
    block done
      loop more
        local.get next  local.get end  i32.ge_u  br_if done
        local.get next  i32.load8_u  local.set code
        local.get next  i32.const 1  i32.add  local.set next
        local.get code  i32.const 0x80  i32.and
        if copy
          i32.const 0  local.set from
          i32.const 0  local.set length
          ${["from", "from", "from", "from", "length", "length", "length"].map(argument).join("\n")}
          local.get length  i32.eqz  if whole  i32.const 0x10000  local.set length  end
          local.get next  local.get end  i32.gt_u
          local.get from  local.get baseSize  i32.gt_u  i32.or
          local.get length  local.get baseSize  local.get from  i32.sub  i32.gt_u  i32.or
          local.get length  local.get size  local.get at  i32.sub  i32.gt_u  i32.or
          if refused  i32.const 1  return  end

          ;; neighbours in the base that are neighbours here are one copy
          local.get run  i32.const 0  i32.ne
          local.get from  local.get runFrom  local.get run  i32.add  i32.eq  i32.and
          local.get at  local.get runAt  local.get run  i32.add  i32.eq  i32.and
          if goesOn
            local.get run  local.get length  i32.add  local.set run
          else
            ${noteRun("before")}
            local.get at  local.set runAt
            local.get from  local.set runFrom
            local.get length  local.set run
          end
          local.get base  local.get from  i32.add  local.set from
        else
          local.get code  i32.eqz
          local.get code  local.get end  local.get next  i32.sub  i32.gt_u  i32.or
          local.get code  local.get size  local.get at  i32.sub  i32.gt_u  i32.or
          if refused  i32.const 2  return  end
          local.get next  local.set from
          local.get code  local.set length
          local.get next  local.get code  i32.add  local.set next
        end

        local.get target  local.get at  i32.add  local.set to
        local.get at  local.get length  i32.add  local.set at
        local.get length  i32.const 64  i32.gt_u
        if long
          local.get to  local.get from  local.get length  memory.copy
          br more
        end
        loop eights
          local.get length  i32.const 8  i32.ge_u
          if eight
            local.get to  local.get from  i64.load  i64.store
            local.get to  i32.const 8  i32.add  local.set to
            local.get from  i32.const 8  i32.add  local.set from
            local.get length  i32.const 8  i32.sub  local.set length
            br eights
          end
        end
        loop ones
          local.get length
          if one
            local.get to  local.get from  i32.load8_u  i32.store8
            local.get to  i32.const 1  i32.add  local.set to
            local.get from  i32.const 1  i32.add  local.set from
            local.get length  i32.const 1  i32.sub  local.set length
            br ones
          end
        end
        br more
      end
    end
    ${noteRun("last")}
    i32.const 0  local.get note  i32.const ${NOTES}  i32.sub  i32.const 12  i32.div_u  i32.store
    local.get at  local.get size  i32.ne  if refused  i32.const 3  return  end
    i32.const 0`,
};

/** One byte of a copy's offset or length, where its bit says that it is there. */
function argument(name: string, bit: number): string {
  const shift = 8 * (name === "from" ? bit : bit - 4);
  return `
    local.get code  i32.const ${1 << bit}  i32.and
    if given
      local.get ${name}  local.get next  i32.load8_u  i32.const ${shift}  i32.shl  i32.or  local.set ${name}
      local.get next  i32.const 1  i32.add  local.set next
    end`;
}

function noteRun(label: string): string {
  return `
    local.get run  i32.const ${SHORT}  i32.ge_u
    local.get note  i32.const ${NOTES_END}  i32.lt_u  i32.and
    if ${label}
      local.get note  local.get runAt  i32.store
      local.get note  local.get runFrom  i32.store offset=4
      local.get note  local.get run  i32.store offset=8
      local.get note  i32.const 12  i32.add  local.set note
    end`;
}
