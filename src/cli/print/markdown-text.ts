/** Text from outside may not end a cell, open a tag or call somebody. */
export function cell(text: string): string {
  return text
    .replace(/[\u0000-\u001F\u007F]+/g, " ")
    .replace(/[\\|`*_[\]~#]/g, "\\$&")
    .replace(/&/g, "&amp;")
    .replace(/</g, "&lt;")
    .replace(/@/g, "&#64;");
}

/** As code, whatever backticks it holds. */
export function code(text: string): string {
  const plain = text.replace(/[\u0000-\u001F\u007F]+/g, " ").replace(/\|/g, "\\|");
  const fence = "`".repeat(Math.max(0, ...[...plain.matchAll(/`+/g)].map(([run]) => run.length)) + 1);
  const pad = fence.length > 1 ? " " : "";
  return `${fence}${pad}${plain}${pad}${fence}`;
}
