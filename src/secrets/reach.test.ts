import { expect, test } from "vitest";
import { DETECTORS } from "./detectors/index.ts";
import { formatOf } from "./file-kinds.ts";
import { Maker } from "./samples.ts";

const CLOSE = DETECTORS.flatMap(({ id, take, samples }) => {
  if (take.kind !== "read" || take.decidedWithin === undefined) return [];
  const { found, missed } = samples(new Maker(id));
  const { decidedWithin, keywords, read } = take;
  return [...found, ...missed].map(({ path = "notes.txt", text }) => ({
    id,
    path,
    text,
    decidedWithin,
    keywords,
    read,
  }));
});

test("whether anything is said of a keyword is decided by the bytes that its detector names", () => {
  expect(CLOSE.length).toBeGreaterThan(10);
  let said = 0;
  for (const { id, path, text, decidedWithin, keywords, read } of CLOSE) {
    const whole = `${"x = y;\n".repeat(300)}${text}\n${"z = 1; // user@host\n".repeat(300)}`;
    const folded = whole.toLowerCase();
    for (const keyword of keywords) {
      const at = folded.indexOf(keyword.toLowerCase());
      if (at === -1) continue;
      const from = at - decidedWithin.back;
      const alone = whole.slice(from, at + decidedWithin.forward);
      const tells = (bytes: string, place: number) =>
        [...read({ bytes: Buffer.from(bytes), path, format: formatOf(path) }, place)].length > 0;
      if (tells(whole, at)) said++;
      expect(tells(alone, at - from), `${id}: ${text}`).toBe(tells(whole, at));
    }
  }
  expect(said).toBeGreaterThan(10);
});
