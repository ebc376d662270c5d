import type { Copies } from "../core/source.ts";
import type { CompiledPrefilter } from "./compiled-prefilter.ts";
import type { Hits } from "./hits.ts";
import type { News } from "./news.ts";
import type { Reach } from "./reach.ts";

/**
 * The hits of a version of a text: those of its base that stand in what was taken over, and those that what is new brings
 * or takes part in. They are the same as a scan of all its bytes would find.
 *
 * @param target cleared and filled
 */
export function carryHits(
  bytes: Buffer,
  base: Hits,
  copies: Copies,
  news: News,
  prefilter: CompiledPrefilter,
  reach: Reach,
  target: Hits,
): void {
  target.clear();
  const scanner = new NewsScanner(bytes, news, prefilter, reach, target);
  for (let at = 0; at < copies.length; at += 3) {
    const [start = 0, from = 0, length = 0] = [copies[at], copies[at + 1], copies[at + 2]];
    scanner.scanUpTo(start);
    const shift = start - from;
    for (let hit = base.from(from); hit < base.count && base.at(hit) < from + length; hit++) {
      const keyword = base.keyword(hit);
      if (base.at(hit) + reach.length(keyword) > from + length) continue;
      target.carry(base, hit, shift);
    }
  }
  scanner.scanUpTo(bytes.length);
}

/** Scans one stretch after the other, and as far round about as a keyword goes that takes part in it. */
class NewsScanner {
  readonly #bytes: Buffer;
  readonly #news: News;
  readonly #prefilter: CompiledPrefilter;
  readonly #reach: Reach;
  readonly #target: Hits;
  #next = 0;
  /** What begins before this took part in the stretch before, and was met there. */
  #done = 0;
  #from = 0;
  #to = 0;

  constructor(bytes: Buffer, news: News, prefilter: CompiledPrefilter, reach: Reach, target: Hits) {
    this.#bytes = bytes;
    this.#news = news;
    this.#prefilter = prefilter;
    this.#reach = reach;
    this.#target = target;
  }

  /** All stretches that begin up to there. */
  scanUpTo(at: number): void {
    for (; this.#next < this.#news.count && this.#news.from(this.#next) <= at; this.#next++) {
      this.#scan(this.#news.from(this.#next), this.#news.to(this.#next));
    }
  }

  #scan(from: number, to: number): void {
    const margin = this.#reach.longest - 1;
    [this.#from, this.#to] = [from, to];
    const [first, last] = [Math.max(0, from - margin), Math.min(this.#bytes.length, to + margin)];
    this.#prefilter.scan(this.#bytes, this.#onHit, first, last);
    this.#done = to;
  }

  /** One for all stretches: there are millions. */
  readonly #onHit = (keyword: number, at: number): void => {
    const end = at + this.#reach.length(keyword);
    if (at >= this.#done && at < this.#to && end > this.#from) this.#target.add(at, keyword);
  };
}

/** Whether a hit of the base that made a candidate is gone. */
export function losesFruit(base: Hits, copies: Copies, reach: Reach): boolean {
  for (let hit = 0; hit < base.count; hit++) {
    if (base.isFruitful(hit) && !isCopied(base.at(hit), base.at(hit) + reach.length(base.keyword(hit)), copies))
      return true;
  }
  return false;
}

/** Whether these bytes of the base were taken over in one piece. */
export function isCopied(start: number, end: number, copies: Copies): boolean {
  for (let at = 0; at < copies.length; at += 3) {
    const from = copies[at + 1] as number;
    if (from <= start && end <= from + (copies[at + 2] as number)) return true;
  }
  return false;
}
