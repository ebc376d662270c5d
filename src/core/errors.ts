/**
 * A person's mistake, or a world that is not as the call needs it: what, why, and what to do about it.
 * A code that starts with `connect/` means that something outside did not answer as it should: the call was right,
 * and the target could not be looked at.
 */
export class WaybillError extends Error {
  readonly code: string;
  readonly advice: string;

  /**
   * @param code stable, `room/what-is-wrong`
   * @param message one sentence on what is wrong
   * @param advice one sentence on what would be right
   */
  constructor(code: string, message: string, advice: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "WaybillError";
    this.code = code;
    this.advice = advice;
  }
}

/** The candidate nearest to `word` by edit distance, when it is near enough to be what was meant. */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  let best: string | undefined;
  let bestDistance = Math.max(2, Math.ceil(word.length / 3)) + 1;
  for (const candidate of candidates) {
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase());
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const substitution = (previous[column - 1] ?? 0) + (a[row - 1] === b[column - 1] ? 0 : 1);
      current.push(Math.min(substitution, (previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[b.length] ?? a.length;
}
