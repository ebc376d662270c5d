/** One line on standard error that says what is being done; nothing where nobody looks. */
export class ProgressLine {
  readonly #stream: NodeJS.WriteStream;
  readonly #visible: boolean;
  #shownAt = 0;

  constructor(stream: NodeJS.WriteStream, visible: boolean) {
    this.#stream = stream;
    this.#visible = visible;
  }

  /** Drawn at most every 50 ms: a terminal is slower than a scan. */
  show(text: string): void {
    const now = Date.now();
    if (!this.#visible || now - this.#shownAt < 50) return;
    this.#shownAt = now;
    const width = Math.max(20, (this.#stream.columns ?? 80) - 1);
    this.#stream.write(`\r\u001B[K${text.length > width ? `${text.slice(0, width - 1)}…` : text}`);
  }

  clear(): void {
    if (this.#visible) this.#stream.write("\r\u001B[K");
  }
}
