/** A string of a Groovy source, with what stands before it. */
export interface GroovyString {
  /** Offset of its first quote. */
  readonly offset: number;
  readonly text: string;
  /** In double quotes: `$name` and `${…}` are replaced before anybody else reads the text. */
  readonly isPasted: boolean;
  /** The code before it, as far back as the statement might reach, without comments. */
  readonly before: string;
}

const LONGEST_BEFORE = 160;

/**
 * The strings of a Groovy source in their order; `isBroken` when one does not end, so that what follows was not
 * understood. Comments are passed over. Linear in the text.
 */
export function groovyStrings(source: string): {
  readonly strings: readonly GroovyString[];
  readonly isBroken: boolean;
  /** The source with its comments blanked. */
  readonly code: string;
} {
  let code = "";
  let kept = 0;
  const blank = (from: number, to: number) => {
    code += source.slice(kept, from) + source.slice(from, to).replace(/[^\n]/g, " ");
    kept = to;
  };
  const strings: GroovyString[] = [];
  let before = "";
  let at = 0;
  while (at < source.length) {
    const two = source.slice(at, at + 2);
    if (two === "//" || two === "/*") {
      const end = two === "//" ? endOf(source, "\n", at) : endOf(source, "*/", at + 2) + 2;
      blank(at, Math.min(end, source.length));
      at = end;
    } else if (source[at] === "'" || source[at] === '"') {
      const quote = quoteAt(source, at);
      const end = closing(source, at + quote.length, quote);
      if (end === -1) return { strings, isBroken: true, code: code + source.slice(kept) };
      strings.push({
        offset: at,
        text: unescaped(source.slice(at + quote.length, end)),
        isPasted: quote.startsWith('"'),
        before,
      });
      before = `${before.slice(-LONGEST_BEFORE)}""`;
      at = end + quote.length;
    } else {
      before = before.slice(-LONGEST_BEFORE) + (source[at] ?? "");
      at++;
    }
  }
  return { strings, isBroken: false, code: code + source.slice(kept) };
}

function endOf(source: string, mark: string, from: number): number {
  const end = source.indexOf(mark, from);
  return end === -1 ? source.length : end;
}

function quoteAt(source: string, at: number): string {
  const one = source.charAt(at);
  return source.startsWith(one.repeat(3), at) ? one.repeat(3) : one;
}

function closing(source: string, from: number, quote: string): number {
  for (let at = from; at < source.length; at++) {
    if (source[at] === "\\") at++;
    else if (source.startsWith(quote, at)) return at;
    else if (quote.length === 1 && source[at] === "\n") return -1;
  }
  return -1;
}

function unescaped(text: string): string {
  return text.replace(/\\([\\'"$nt])/g, (_, character: string) =>
    character === "n" ? "\n" : character === "t" ? "\t" : character === "$" ? "\u0000" : character,
  );
}
