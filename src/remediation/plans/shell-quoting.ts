/** How a shell reads what stands at an offset of a script. */
export type Quoting = "none" | "double" | "single" | "comment" | "assigned";

interface Level {
  /** The character that ends it: a quote, or the bracket of `$(…)`. */
  readonly end: '"' | ")" | "";
}

/**
 * The quoting at each of the given offsets, in their order; undefined when the script has what is not followed here
 * (here-documents, backticks, `case`), since a replacement could then mean something else.
 */
export function quotingAt(script: string, offsets: readonly number[]): Quoting[] | undefined {
  if (/<<-?\s*["'\\]?\w|`|\bcase\b[^\n]*\bin\b|\$'/.test(script)) return undefined;
  const wanted = new Set(offsets);
  const found = new Map<number, Quoting>();
  const levels: Level[] = [{ end: "" }];
  for (let at = 0; at < script.length; at++) {
    const inside = levels.at(-1)?.end ?? "";
    const character = script.charAt(at);
    if (wanted.has(at)) {
      found.set(at, inside === '"' ? "double" : isAssigned(script, at) ? "assigned" : "none");
      at = script.indexOf("}}", at) + 1;
    } else if (character === "\\") at++;
    else if (character === inside) levels.pop();
    else if (character === '"') levels.push({ end: '"' });
    else if (script.startsWith("$(", at)) {
      levels.push({ end: ")" });
      at++;
    } else if (inside !== '"' && character === "(") levels.push({ end: ")" });
    else if (inside !== '"' && (character === "'" || isComment(script, at))) {
      const closing = script.indexOf(character === "'" ? "'" : "\n", at + 1);
      const end = closing === -1 ? script.length : closing;
      for (const offset of offsets)
        if (offset > at && offset < end) found.set(offset, character === "'" ? "single" : "comment");
      at = end;
    }
  }
  return offsets.every((offset) => found.has(offset))
    ? offsets.map((offset) => found.get(offset) ?? "none")
    : undefined;
}

function isComment(script: string, at: number): boolean {
  return script[at] === "#" && /^$|\s/.test(script.charAt(at - 1));
}

/** `NAME=` directly before it: what is assigned is not split into words. */
function isAssigned(script: string, at: number): boolean {
  return /(?:^|[\s;&|(])[A-Za-z_]\w*=$/.test(script.slice(Math.max(0, at - 100), at));
}
