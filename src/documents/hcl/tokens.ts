/** A piece of HCL. Of a text, `value` is what stands between its quotes, with `${…}` as written. */
export interface HclToken {
  readonly kind: "word" | "text" | "sign" | "line-end";
  readonly value: string;
  /** From 1. */
  readonly line: number;
}

/** Splits Terraform's language (HashiCorp, "HCL Native Syntax Specification"). Linear; takes any text. */
export function* tokensOf(text: string): Generator<HclToken, undefined> {
  let line = 1;
  for (let at = 0; at < text.length; ) {
    const start = line;
    const char = text[at] ?? "";
    if (char === "\n") {
      yield { kind: "line-end", value: "\n", line: line++ };
      at++;
    } else if (char === "#" || text.startsWith("//", at)) at = endOfLine(text, at);
    else if (text.startsWith("/*", at)) {
      const close = text.indexOf("*/", at + 2);
      const end = close === -1 ? text.length : close + 2;
      line += lineEndsIn(text, at, end);
      at = end;
    } else if (char === '"') {
      const end = endOfText(text, at);
      line += lineEndsIn(text, at, end);
      yield { kind: "text", value: text.slice(at + 1, end - 1), line: start };
      at = end;
    } else if (text.startsWith("<<", at)) {
      const found = heredoc(text, at);
      if (found === undefined) at += 2;
      else {
        line += lineEndsIn(text, at, found.end);
        yield { kind: "text", value: found.value, line: start };
        at = found.end;
      }
    } else {
      WORD.lastIndex = at;
      const word = WORD.exec(text)?.[0] ?? "";
      if (word !== "") yield { kind: "word", value: word, line };
      else if (!/\s/.test(char)) yield { kind: "sign", value: char, line };
      at += Math.max(1, word.length);
    }
  }
}

const WORD = /[\p{L}_][\p{L}\p{N}_.-]*/uy;

function endOfLine(text: string, from: number): number {
  const end = text.indexOf("\n", from);
  return end === -1 ? text.length : end;
}

/** Behind the closing quote; quotes inside of `${…}` belong to what stands there. */
function endOfText(text: string, from: number): number {
  let depth = 0;
  for (let at = from + 1; at < text.length; at++) {
    const char = text[at];
    if (char === "\\") at++;
    else if ((char === "$" || char === "%") && text[at + 1] === "{") {
      depth++;
      at++;
    } else if (char === "}" && depth > 0) depth--;
    else if (char === '"' && depth === 0) return at + 1;
    else if (char === "\n" && depth === 0) return at; // not closed: the line is all that it can be
  }
  return text.length;
}

function heredoc(text: string, from: number): { value: string; end: number } | undefined {
  const head = /^<<-?(\w+)[ \t]*\r?\n/.exec(text.slice(from, from + 200));
  if (head === null) return undefined;
  const start = from + head[0].length;
  const close = new RegExp(`^[ \\t]*${head[1]}[ \\t]*\\r?$`, "m").exec(text.slice(start));
  const stop = close === null ? text.length : start + close.index;
  return { value: text.slice(start, stop), end: stop + (close?.[0].length ?? 0) };
}

function lineEndsIn(text: string, from: number, to: number): number {
  let count = 0;
  for (let at = text.indexOf("\n", from); at !== -1 && at < to; at = text.indexOf("\n", at + 1)) count++;
  return count;
}
