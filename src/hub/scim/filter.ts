import { scimFault } from "./scim-fault.ts";

/** What a list is narrowed to: `userName eq "ada@example.com"`. */
export interface Filter {
  readonly attribute: string;
  readonly value: string;
}

/** Reads a filter of the one form that directories need. @throws Problem 400, in SCIM's words */
export function readFilter(text: string | undefined, attributes: readonly string[]): Filter | undefined {
  if (text === undefined || text === "") return undefined;
  const [, name = "", quoted = ""] = /^ *([A-Za-z.]{1,50}) +[eE][qQ] +("[^"]{0,400}") *$/.exec(text) ?? [];
  const attribute = attributes.find((one) => one.toLowerCase() === name.toLowerCase());
  const value = valueIn(quoted);
  if (attribute !== undefined && value !== undefined) return { attribute, value };
  throw scimFault("invalidFilter", `Filters are \`${attributes.join("`, `")}\`, \`eq\`, and a text.`);
}

function valueIn(quoted: string): string | undefined {
  try {
    return String(JSON.parse(quoted));
  } catch {
    return undefined;
  }
}
