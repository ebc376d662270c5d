import type { Evidence } from "../core/evidence.ts";
import type { Severity } from "../core/severity.ts";
import { type Checked, type Detector, type Found, precedenceOf, type Refused } from "./detector.ts";
import type { Grade } from "./facts.ts";
import type { Assignment } from "./frames/assignment.ts";
import { pairUp } from "./pairs.ts";
import { Spans } from "./spans.ts";

/** A credential in a file. Holds the value: it goes no further than the reader. */
export interface Candidate {
  readonly detector: Detector;
  readonly found: Found;
  readonly grade: Grade;
  readonly severity?: Severity;
  readonly evidence: readonly Evidence[];
}

export interface Rejection {
  readonly detector: Detector;
  readonly start: number;
  readonly reason: string;
}

export interface SearchResult {
  /** In the order of the file. */
  readonly candidates: readonly Candidate[];
  readonly rejections: readonly Rejection[];
}

const NOTHING: SearchResult = { candidates: [], rejections: [] };

/** What one pass over one file has seen so far. */
export class Pass {
  readonly #explain: boolean;
  readonly #candidates: Candidate[] = [];
  readonly #rejections: Rejection[] = [];
  #refused = 0;
  readonly #names = new Set<number>();
  /** End of the last value that stood without quotes: names inside it are part of it. */
  #bareUntil = 0;
  #bareFrom = 0;

  constructor(explain: boolean) {
    this.#explain = explain;
  }

  isNew({ nameStart, quoted, start, end }: Assignment): boolean {
    if (this.#names.has(nameStart)) return false;
    this.#names.add(nameStart);
    if (!quoted) {
      this.#bareFrom = start;
      this.#bareUntil = end;
    }
    return true;
  }

  isInBareValue(at: number): boolean {
    return at >= this.#bareFrom && at < this.#bareUntil;
  }

  refuse(detector: Detector, { start, refused }: Refused): void {
    this.#refused++;
    if (this.#explain) this.#rejections.push({ detector, start, reason: refused });
  }

  add(detector: Detector, found: Found, whyNot: string | undefined): void {
    if (whyNot !== undefined) return this.refuse(detector, { start: found.start, refused: whyNot });
    this.judge(detector, found, detector.check?.(found.value, found));
  }

  /** @param checked what was shown of it already */
  judge(detector: Detector, found: Found, checked: Checked | undefined): void {
    if (checked !== undefined && "refused" in checked) {
      return this.refuse(detector, { start: found.start, refused: checked.refused });
    }
    this.#candidates.push({
      detector,
      found,
      grade: checked?.grade ?? found.grade ?? "shape",
      ...severityOf(found, checked),
      evidence: [...(found.evidence ?? []), ...(checked?.evidence ?? [])],
    });
  }

  /** How many there are so far, before any is dropped in favour of another. */
  get candidates(): number {
    return this.#candidates.length;
  }

  /** How many were refused, whether or not that is kept. */
  get refused(): number {
    return this.#refused;
  }

  get rejections(): Rejection[] {
    return this.#rejections;
  }

  result(bytes: Buffer): SearchResult {
    if (this.#candidates.length === 0 && this.#rejections.length === 0) return NOTHING;
    const { kept, dropped } = mostPrecise(this.#candidates);
    const { candidates, folded } = pairUp(kept, bytes);
    if (!this.#explain) return { candidates, rejections: [] };
    const rejections = [...this.#rejections, ...dropped, ...folded];
    return {
      candidates,
      rejections: withoutFound(rejections, candidates).sort(
        (a, b) => a.start - b.start || (a.detector.id < b.detector.id ? -1 : 1),
      ),
    };
  }
}

function severityOf({ severity }: Found, checked: Checked | undefined): { readonly severity?: Severity } {
  const decided = (checked !== undefined && "severity" in checked ? checked.severity : undefined) ?? severity;
  return decided === undefined ? {} : { severity: decided };
}

/** Where two detectors claim the same bytes, the one that knows more has them; among equals the longer claim. */
function mostPrecise(candidates: readonly Candidate[]): { kept: Candidate[]; dropped: Rejection[] } {
  const byWorth = [...candidates].sort(
    (a, b) =>
      precedenceOf(b.detector) - precedenceOf(a.detector) ||
      b.found.end - b.found.start - (a.found.end - a.found.start) ||
      a.found.start - b.found.start,
  );
  const kept: Candidate[] = [];
  const dropped: Rejection[] = [];
  const taken = new Spans<string>();
  const named = new Spans<Found>();
  for (const { found } of candidates) if (found.name !== undefined) named.add(found.start, found.end, found);
  for (const candidate of byWorth) {
    const { start, end } = candidate.found;
    const owner = taken.overlapping(start, end);
    if (owner === undefined) {
      taken.add(start, end, candidate.detector.id);
      kept.push(withName(candidate, named));
    } else if (owner !== candidate.detector.id) {
      dropped.push({ detector: candidate.detector, start, reason: `told of as ${owner}` });
    }
  }
  return { kept: kept.sort((a, b) => a.found.start - b.found.start), dropped };
}

/** A token that stands as the value of an assignment takes name and frame from there. */
function withName(candidate: Candidate, named: Spans<Found>): Candidate {
  const { found } = candidate;
  if (found.name !== undefined) return candidate;
  const around = named.around(found.start, found.end);
  if (around?.name === undefined) return candidate;
  return { ...candidate, found: { ...found, name: around.name, frame: around.frame } };
}

/** A refusal says nothing when another detector took the same bytes. */
function withoutFound(rejections: readonly Rejection[], candidates: readonly Candidate[]): Rejection[] {
  const starts = new Set(candidates.map(({ found }) => found.start));
  return rejections.filter(({ start, reason }) => !starts.has(start) || reason.startsWith("told of as"));
}
