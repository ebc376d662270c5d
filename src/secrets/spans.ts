/** Things that each cover a span of bytes, found again by where they are, so that thousands of them stay cheap. */
export class Spans<T> {
  readonly #pages = new Map<number, { readonly start: number; readonly end: number; readonly what: T }[]>();

  add(start: number, end: number, what: T): void {
    for (let page = pageOf(start); page <= pageOf(end - 1); page++) {
      const spans = this.#pages.get(page);
      if (spans === undefined) this.#pages.set(page, [{ start, end, what }]);
      else spans.push({ start, end, what });
    }
  }

  /** One that shares bytes with this span. */
  overlapping(start: number, end: number): T | undefined {
    if (this.#pages.size === 0) return undefined; // a span may be a whole archive, asked about for each file in it
    for (let page = pageOf(start); page <= pageOf(end - 1); page++) {
      const hit = this.#pages.get(page)?.find((span) => span.start < end && start < span.end);
      if (hit !== undefined) return hit.what;
    }
    return undefined;
  }

  /** One that covers all of this span. */
  around(start: number, end: number): T | undefined {
    return this.#pages.get(pageOf(start))?.find((span) => span.start <= start && end <= span.end)?.what;
  }

  /** The one that starts nearest, within 1 KiB. */
  nearest(start: number): T | undefined {
    let best: { start: number; what: T } | undefined;
    for (let page = pageOf(start) - 1; page <= pageOf(start) + 1; page++) {
      for (const span of this.#pages.get(page) ?? []) {
        const distance = Math.abs(span.start - start);
        if (distance <= NEAR && (best === undefined || distance < Math.abs(best.start - start))) best = span;
      }
    }
    return best?.what;
  }
}

const NEAR = 1024;

function pageOf(offset: number): number {
  return offset >> 10;
}
