import { NEWLINE } from "./frames/byte-text.ts";
import type { Candidate, Rejection } from "./pass.ts";
import { Spans } from "./spans.ts";

/**
 * An id and its secret side by side are one finding: the secret, which is surer for having its id near, and the id is
 * told of in its evidence.
 */
export function pairUp(
  candidates: readonly Candidate[],
  bytes: Buffer,
): { candidates: Candidate[]; folded: Rejection[] } {
  const byDetector = new Map<string, Spans<Candidate>>();
  for (const wanted of new Set(candidates.map(({ detector }) => detector.pairsWith?.detector))) {
    if (wanted === undefined) continue;
    const spans = new Spans<Candidate>();
    for (const other of candidates)
      if (other.detector.id === wanted) spans.add(other.found.start, other.found.end, other);
    byDetector.set(wanted, spans);
  }
  const partners = new Map<Candidate, Candidate>();
  for (const candidate of candidates) {
    const partner = partnerOf(candidate, byDetector, bytes);
    if (partner !== undefined) partners.set(candidate, partner);
  }
  const folded = new Set(partners.values());
  return {
    candidates: candidates
      .filter((candidate) => !folded.has(candidate))
      .map((candidate) => asPair(candidate, partners.get(candidate))),
    folded: [...folded].map(({ detector, found }) => ({
      detector,
      start: found.start,
      reason: "told of with its secret",
    })),
  };
}

function partnerOf(
  { detector, found }: Candidate,
  byDetector: ReadonlyMap<string, Spans<Candidate>>,
  bytes: Buffer,
): Candidate | undefined {
  const { pairsWith } = detector;
  if (pairsWith === undefined) return undefined;
  const nearest = byDetector.get(pairsWith.detector)?.nearest(found.start);
  if (nearest === undefined) return undefined;
  return linesBetween(bytes, nearest.found.start, found.start) <= pairsWith.lines ? nearest : undefined;
}

function linesBetween(bytes: Buffer, a: number, b: number): number {
  let lines = 0;
  for (let at = Math.min(a, b); at < Math.max(a, b); at++) if (bytes[at] === NEWLINE) lines++;
  return lines;
}

function asPair(candidate: Candidate, partner: Candidate | undefined): Candidate {
  if (partner === undefined) return candidate;
  return {
    ...candidate,
    grade: "pair",
    evidence: [
      ...candidate.evidence,
      { kind: "check", text: `its id stands near: ${partner.detector.title}` },
      ...partner.evidence,
    ],
  };
}
