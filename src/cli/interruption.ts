/** The first Ctrl-C or request to end stops the run in good order; a second one ends the process at once. */
export class Interruption {
  readonly #controller = new AbortController();
  readonly #stop = (): void => {
    this.release();
    this.#controller.abort();
  };

  constructor() {
    process.on("SIGINT", this.#stop);
    process.on("SIGTERM", this.#stop);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  release(): void {
    process.off("SIGINT", this.#stop);
    process.off("SIGTERM", this.#stop);
  }
}
