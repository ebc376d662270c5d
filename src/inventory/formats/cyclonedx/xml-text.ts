export const XML_HEAD = '<?xml version="1.0" encoding="UTF-8"?>';

/** An element as indented lines; around a text there is no space, so that it reads back as it is. */
export function element(
  name: string,
  attributes: Readonly<Record<string, string>>,
  content: string | readonly string[] = [],
): string[] {
  const pairs = Object.entries(attributes).map(([key, value]) => ` ${key}="${escapeXml(value)}"`);
  const open = `${name}${pairs.join("")}`;
  if (typeof content === "string") return [`<${open}>${escapeXml(content)}</${name}>`];
  if (content.length === 0) return [`<${open}/>`];
  return [`<${open}>`, ...content.map((line) => `  ${line}`), `</${name}>`];
}

const ENTITIES: ReadonlyMap<string, string> = new Map([
  ["&", "&amp;"],
  ["<", "&lt;"],
  [">", "&gt;"],
  ['"', "&quot;"],
  ["\t", "&#9;"],
  ["\n", "&#10;"],
  ["\r", "&#13;"],
]);

/** What no XML 1.0 document may hold, however it is written, becomes U+FFFD. */
function escapeXml(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g, "\uFFFD")
    .replace(/[&<>"\t\n\r]/g, (character) => ENTITIES.get(character) ?? "");
}
