/**
 * Words into lines of so many columns, `first` for the first; a word longer than a line is cut hard. Control characters
 * cannot reach the terminal.
 */
export function wrap(text: string, first: number, rest: number): string[] {
  const lines: string[] = [];
  let line = "";
  const room = () => Math.max(10, lines.length === 0 ? first : rest);
  for (const word of text.replace(/[\u0000-\u001F\u007F-\u009F]+/g, " ").split(" ")) {
    let left = word;
    if (line !== "" && line.length + 1 + left.length > room()) {
      lines.push(line);
      line = "";
    }
    while (left.length > room()) {
      lines.push(left.slice(0, room()));
      left = left.slice(room());
    }
    line = line === "" ? left : `${line} ${left}`;
  }
  return [...lines, line];
}
