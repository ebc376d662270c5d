import { DETECTORS } from "../src/secrets/detectors/index.ts";
import { whyNotLinear } from "../src/secrets/linear-pattern.ts";

/**
 * Patterns of detectors that hostile text could hold up for longer than it is long.
 * @returns a line for each, and none when all is well
 */
export function slowPatterns(): string[] {
  return DETECTORS.flatMap(({ id, take }) => {
    const reason = "pattern" in take ? whyNotLinear(take.pattern) : undefined;
    return reason === undefined ? [] : [`the pattern of ${id} may take more than linear time: ${reason}`];
  });
}

if (import.meta.main) {
  const slow = slowPatterns();
  process.stdout.write(slow.map((line) => `${line}\n`).join(""));
  process.exitCode = slow.length === 0 ? 0 : 1;
}
