/** Lines and columns count from 1. */
export interface UnitPlace {
  readonly line: number;
  readonly column: number;
}

/** One assignment of a unit file, its continued lines joined. */
export interface UnitSetting {
  readonly section: string;
  readonly key: string;
  readonly value: string;
  /** Where the character of the value at an offset stands. */
  readonly at: (offset: number) => UnitPlace;
}

/** A word of a value, without its quotes. */
export interface UnitWord {
  readonly text: string;
  readonly at: UnitPlace;
}

/** Reads the syntax of systemd.syntax(7): sections, assignments, comments, and lines that a backslash continues. */
export function readUnit(text: string): UnitSetting[] {
  const settings: UnitSetting[] = [];
  let section = "";
  const lines = text.split(/\r?\n/);
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index] ?? "";
    const header = /^\s*\[([^\]]*)\]/.exec(line)?.[1];
    if (header !== undefined) section = header;
    const equals = line.indexOf("=");
    if (header !== undefined || equals < 0 || isComment(line)) continue;
    const key = line.slice(0, equals).trim();
    const pieces = new Pieces();
    let from = equals + 1;
    for (;;) {
      const part = lines[index] ?? "";
      const goesOn = part.endsWith("\\");
      pieces.add(part.slice(from, goesOn ? -1 : undefined), { line: index + 1, column: from + 1 });
      if (!goesOn) break;
      index++;
      while (index < lines.length && isComment(lines[index] ?? "")) index++; // comments do not end what goes on
      if (index >= lines.length) break;
      from = 0;
    }
    settings.push({ section, key, value: pieces.text, at: (offset) => pieces.at(offset) });
  }
  return settings;
}

/** The words of a value as systemd splits a command: quotes hold a word together, a backslash takes the next character. */
export function unitWords({ value, at }: Pick<UnitSetting, "value" | "at">): UnitWord[] {
  const words: UnitWord[] = [];
  const word = /(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|\\.|[^\s"'\\]|["'\\])+/g;
  for (const { 0: written, index } of value.matchAll(word)) {
    const text = written.replace(
      /"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|\\(.)/g,
      (_, double?: string, single?: string, escaped?: string) =>
        (double ?? single)?.replace(/\\(.)/g, "$1") ?? escaped ?? "",
    );
    words.push({ text, at: at(index) });
  }
  return words;
}

function isComment(line: string): boolean {
  return /^\s*[#;]/.test(line);
}

/** A text put together from pieces that stand in several lines. */
class Pieces {
  readonly #starts: { readonly offset: number; readonly place: UnitPlace }[] = [];
  readonly #texts: string[] = [];
  #length = 0;

  add(text: string, place: UnitPlace): void {
    this.#starts.push({ offset: this.#length, place });
    this.#texts.push(text);
    this.#length += text.length + 1;
  }

  get text(): string {
    return this.#texts.join(" ");
  }

  at(offset: number): UnitPlace {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#starts[middle]?.offset ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    const piece = this.#starts[low];
    if (piece === undefined) return { line: 1, column: 1 };
    return { line: piece.place.line, column: piece.place.column + offset - piece.offset };
  }
}
