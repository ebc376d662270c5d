/**
 * YAML whose quoted texts go on in a line that is indented too little, which YAML does not allow and Go's reader takes all
 * the same: a tenth of kube-bench's files are written so. Such lines are indented below their key; nothing else changes.
 */
export function repaired(text: string): string {
  const lines: string[] = [];
  let quote: { readonly mark: string; readonly indent: number } | undefined;
  for (const line of text.split("\n")) {
    if (quote === undefined) {
      const [, before = "", mark, rest = ""] = /^(\s*(?:- +)?)[\w-]+: +(["'])(.*)$/.exec(line) ?? [];
      if (mark !== undefined && !isClosed(rest, mark)) quote = { mark, indent: before.length + 2 };
      lines.push(line);
      continue;
    }
    const indent = line.search(/\S/);
    lines.push(indent >= 0 && indent < quote.indent ? `${" ".repeat(quote.indent)}${line.trimStart()}` : line);
    if (isClosed(line, quote.mark)) quote = undefined;
  }
  return lines.join("\n");
}

/** Whether a quoted text ends in what is left of its line. */
function isClosed(rest: string, mark: string): boolean {
  for (let at = 0; at < rest.length; at++) {
    if (mark === '"' && rest[at] === "\\") at++;
    else if (rest[at] === mark) {
      if (mark === "'" && rest[at + 1] === "'") at++;
      else return true;
    }
  }
  return false;
}
