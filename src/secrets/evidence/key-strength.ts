import type { Checked } from "../detector.ts";
import { characterKinds, entropy, wordShare } from "./statistics.ts";

/** Whether a value that stands where a key is expected looks like one by itself: long, mixed, and no words. */
export function checkKey(value: string): Checked {
  if (value.length < 16) return { refused: "too short for a key" };
  if (value.length > 512) return { refused: "too long for a key" };
  if (/[^\w+/=.~:@!$%^&*-]/.test(value) && !(value.length >= 32 && entropy(value) >= 4.3)) {
    return { refused: "characters that few keys have" };
  }
  if (!/\d/.test(value) && (value.length < 24 || characterKinds(value) < 2))
    return { refused: "no digit, as words have none" };
  if (!/[A-Za-z]/.test(value)) return { refused: "a number" };
  const bits = entropy(value);
  const least = /^[\da-f]+$/i.test(value) ? 3 : 3.4;
  if (bits < least) return { refused: `too regular: ${bits.toFixed(1)} bits a character` };
  if (wordShare(value) > 0.5) return { refused: "it reads like words" };
  return {
    grade: "statistics",
    evidence: [{ kind: "check", text: `${bits.toFixed(1)} bits a character` }],
  };
}
