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
