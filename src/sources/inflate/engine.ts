/** What stands below a stream of node:zlib. Not documented: whoever uses it tries it on a sample first. */
export interface Engine {
  onerror: (message: string, errno: number, code: string) => void;
  /** Takes from `input` and puts into `output` as far as either goes; the state then says how much of each is left. */
  writeSync(
    flush: number,
    input: Uint8Array,
    inputAt: number,
    inputLeft: number,
    output: Uint8Array,
    outputAt: number,
    outputLeft: number,
  ): void;
  /** Makes it ready for another stream. */
  reset(): void;
  close(): void;
}

/** An engine that can be driven by hand. */
export interface Opened {
  readonly engine: Engine;
  /** After each step: bytes left of the output, and of the input. */
  readonly state: Uint32Array;
  /** What it complained of in the last step, once. */
  readonly takeFault: () => Error | undefined;
}

/**
 * The engine of a stream that node:zlib made. The stream itself allocates every chunk anew and crosses threads for each.
 * @returns undefined where this Node has something else there
 */
export function openEngine(stream: object): Opened | undefined {
  const { _handle: engine, _writeState: state } = stream as {
    readonly _handle?: Partial<Engine>;
    readonly _writeState?: unknown;
  };
  if (typeof engine?.writeSync !== "function" || typeof engine.close !== "function") return undefined;
  if (typeof engine.reset !== "function" || !(state instanceof Uint32Array)) return undefined;
  let fault: Error | undefined;
  const onerror: Engine["onerror"] = (message, errno, code) => {
    fault = Object.assign(new Error(message), { errno, code });
  };
  Object.assign(engine, { onerror });
  return {
    engine: engine as Engine,
    state,
    takeFault: () => {
      const found = fault;
      fault = undefined;
      return found;
    },
  };
}
