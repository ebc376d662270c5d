/** What is used of WebAssembly; Node's types leave it to those of browsers. */
interface Machinery {
  readonly Module: new (code: Uint8Array<ArrayBuffer>) => object;
  readonly Instance: new (module: object) => { readonly exports: Readonly<Record<string, unknown>> };
}

export interface Memory {
  /** Another one after each `grow`. */
  readonly buffer: ArrayBuffer;
  /** @throws RangeError beyond what it may grow to */
  grow(pages: number): number;
}

/** A started module: its one memory, and its routines by their names. */
export interface Started {
  readonly memory: Memory;
  readonly routines: Readonly<Record<string, (...numbers: readonly number[]) => number>>;
}

/** Starts what `assemble` made. Undefined where this Node has no WebAssembly, as under `--jitless`. */
export function startModule(code: Uint8Array<ArrayBuffer>): Started | undefined {
  const { WebAssembly: machinery } = globalThis as { readonly WebAssembly?: Machinery };
  if (machinery === undefined) return undefined;
  const { memory, ...routines } = new machinery.Instance(new machinery.Module(code)).exports;
  return { memory: memory as Memory, routines: routines as Started["routines"] };
}
