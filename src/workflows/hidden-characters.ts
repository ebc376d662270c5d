import type { OpenFile } from "../core/reader.ts";
import { subject } from "../core/subject.ts";
import type { HiddenCharacters } from "./facts.ts";

/** Characters that turn the direction of writing, and those that take no room. A byte order mark at the start is none. */
const HIDDEN = /[\u061C\u200B-\u200F\u202A-\u202E\u2060-\u2064\u2066-\u2069\uFEFF\u{E0000}-\u{E007F}]/u;
const TURNING = /[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/u;
/** They join letters of some scripts and parts of one picture. */
const JOINERS = /\p{L}[\u200C\u200D]\p{L}|\p{Extended_Pictographic}\uFE0F?\u200D/gu;

/** The hidden characters of a file, once for each line. */
export function* hiddenCharactersIn(file: OpenFile): Iterable<HiddenCharacters> {
  const text = file.text();
  if (!HIDDEN.test(text)) return;
  for (const [index, line] of text.split("\n").entries()) {
    const found = [...line.replace(JOINERS, "")].filter((character) => HIDDEN.test(character));
    if (found.length === 0) continue;
    const names = [
      ...new Set(found.map((one) => `U+${(one.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`)),
    ];
    yield {
      kind: "hidden-characters",
      at: { ...file.place, line: index + 1 },
      subject: subject("file", file.path),
      names: names.sort(),
      turns: found.some((one) => TURNING.test(one)),
    };
  }
}
