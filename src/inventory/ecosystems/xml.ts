/** One tag of an XML document, or the text between two. */
export type XmlEvent =
  | {
      readonly kind: "open";
      readonly name: string;
      readonly attributes: ReadonlyMap<string, string>;
      readonly line: number;
    }
  | { readonly kind: "close"; readonly name: string }
  | { readonly kind: "text"; readonly text: string };

/**
 * Goes through an XML document in its order. No document type is read and no entity but the five of XML itself is
 * replaced: nothing can be drawn in from elsewhere, and nothing grows. An element that closes itself opens and closes.
 * @returns false when the document breaks off, is none, or closes another element than it opened
 */
export function eachXml(text: string, take: (event: XmlEvent) => void): boolean {
  let line = 1;
  let counted = 0;
  const lineAt = (at: number) => {
    for (; counted < at; counted++) if (text.charCodeAt(counted) === 10) line++;
    return line;
  };
  let at = 0;
  let hasElement = false;
  const around: string[] = [];
  while (at < text.length) {
    const open = text.indexOf("<", at);
    const between = text.slice(at, open === -1 ? text.length : open);
    if (between.trim() !== "") take({ kind: "text", text: unescape(between) });
    if (open === -1) break;
    const skipped = SKIPPED.find(([start]) => text.startsWith(start, open));
    if (skipped !== undefined) {
      const [start, end] = skipped;
      const close = text.indexOf(end, open + start.length);
      if (close === -1) return false;
      if (start === "<![CDATA[") take({ kind: "text", text: text.slice(open + start.length, close) });
      at = close + end.length;
      continue;
    }
    const close = endOfTag(text, open);
    if (close === -1) return false;
    const tag = text.slice(open + 1, close);
    if (tag.startsWith("/")) {
      const name = tag.slice(1).trim();
      if (around.pop() !== name) return false;
      take({ kind: "close", name });
    } else {
      const isEmpty = tag.endsWith("/");
      const { name, attributes } = readTag(isEmpty ? tag.slice(0, -1) : tag);
      if (name.length > LONGEST_NAME) return false;
      hasElement = true;
      take({ kind: "open", name, attributes, line: lineAt(open) });
      if (isEmpty) take({ kind: "close", name });
      else if (around.push(name) > MAX_DEPTH) return false;
    }
    at = close + 1;
  }
  return hasElement && around.length === 0;
}

/** Deeper than any document nests its elements. */
const MAX_DEPTH = 256;
const LONGEST_NAME = 256;

const SKIPPED = [
  ["<!--", "-->"],
  ["<![CDATA[", "]]>"],
  ["<?", "?>"],
  ["<!", ">"],
] as const;

/** A `>` may stand in an attribute's quotes. */
function endOfTag(text: string, open: number): number {
  let quote = "";
  for (let at = open + 1; at < text.length; at++) {
    const character = text[at] ?? "";
    if (quote !== "") {
      if (character === quote) quote = "";
    } else if (character === ">") return at;
    else if (character === '"' || character === "'") quote = character;
    else if (character === "<") return -1;
  }
  return -1;
}

function readTag(tag: string): { name: string; attributes: Map<string, string> } {
  const attributes = new Map<string, string>();
  const [name = ""] = tag.split(/\s/, 1);
  let at = name.length;
  while (at < tag.length) {
    const equals = tag.indexOf("=", at);
    const quoteAt = equals === -1 ? -1 : nextQuote(tag, equals + 1);
    const end = quoteAt === -1 ? -1 : tag.indexOf(tag[quoteAt] ?? "", quoteAt + 1);
    if (end === -1) break;
    attributes.set(tag.slice(at, equals).trim(), unescape(tag.slice(quoteAt + 1, end)));
    at = end + 1;
  }
  return { name, attributes };
}

function nextQuote(tag: string, from: number): number {
  for (let at = from; at < tag.length; at++) {
    if (tag[at] === '"' || tag[at] === "'") return at;
  }
  return -1;
}

const ENTITIES: Readonly<Record<string, string>> = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'" };

function unescape(text: string): string {
  return text.includes("&")
    ? text.replaceAll(
        /&(?:(lt|gt|amp|quot|apos)|#(x[0-9a-fA-F]{1,6}|[0-9]{1,7}));/g,
        (whole, name?: string, number?: string) =>
          name === undefined ? characterOf(number ?? "", whole) : (ENTITIES[name] ?? ""),
      )
    : text;
}

/** `#10` and `#xA` stand for one character each. */
function characterOf(number: string, whole: string): string {
  const point = number.startsWith("x") ? Number.parseInt(number.slice(1), 16) : Number(number);
  return point > 0 && point <= 0x10ffff && (point < 0xd800 || point > 0xdfff) ? String.fromCodePoint(point) : whole;
}
