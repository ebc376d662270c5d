/**
 * Calls `take` with each line, without its end (`\n` or `\r\n`), and its number from 1. No array of all lines is
 * made: a file of nothing but line ends would be a list of millions of strings.
 */
export function eachLine(text: string, take: (line: string, number: number) => void): void {
  let number = 0;
  for (let start = 0; start < text.length; ) {
    const found = text.indexOf("\n", start);
    const end = found === -1 ? text.length : found;
    const stop = end > start && text.charCodeAt(end - 1) === 13 ? end - 1 : end;
    take(text.slice(start, stop), ++number);
    start = end + 1;
  }
}

/**
 * The lines of a database whose writer ends every line: what stands behind the last end was cut off, and half a
 * version is a wrong one. `cut` is the number of that line; undefined where the text is whole.
 */
export function wholeLines(text: string): { readonly text: string; readonly cut?: number } {
  if (text === "" || text.endsWith("\n")) return { text };
  const whole = text.slice(0, text.lastIndexOf("\n") + 1);
  let cut = 1;
  eachLine(whole, (_, number) => {
    cut = number + 1;
  });
  return { text: whole, cut };
}
