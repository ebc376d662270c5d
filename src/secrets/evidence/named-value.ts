import type { Checked } from "../detector.ts";
import { isPlaceholderWord } from "../rejections.ts";
import type { Described } from "./features.ts";
import { scored } from "./scorer.ts";
import { wordShare } from "./statistics.ts";

/** What the scorer says of a value of which nothing is known but that its name calls it a secret. */
export function judgeNamed(described: Described): Checked {
  const { assignment, kind } = described;
  const { probability, isEnough } = scored(described);
  const words = `${Math.round(probability * 100)} of 100`;
  const called = kind === "password" ? "password" : "key";
  if (!isEnough) return { refused: `${words} that it is a ${called}, by the scorer` };
  const weak = isWeak(assignment.value);
  return {
    grade: "statistics",
    evidence: [
      { kind: "check", text: `its name calls it a ${called}: ${assignment.name}` },
      { kind: "check", text: `${words} by the scorer${weak ? "; a weak one, soon guessed" : ""}` },
    ],
    ...(weak && { severity: "low" }),
  };
}

function isWeak(value: string): boolean {
  return value.length < 8 || isPlaceholderWord(value) || wordShare(value) > 0.6;
}
