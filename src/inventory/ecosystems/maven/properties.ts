import { eachLine } from "../lines.ts";

/** The assignments of a `.properties` file as Maven writes them: one a line, nothing escaped. */
export function readProperties(text: string): Map<string, string> {
  const values = new Map<string, string>();
  eachLine(text, (line) => {
    const equals = line.indexOf("=");
    if (equals < 1 || line.startsWith("#") || line.startsWith("!")) return;
    values.set(line.slice(0, equals).trim(), line.slice(equals + 1).trim());
  });
  return values;
}

/** The main attributes of a `MANIFEST.MF`; a line that begins with a blank goes on with the one before. */
export function readManifest(text: string): Map<string, string> {
  const attributes = new Map<string, string>();
  let name = "";
  let inMain = true;
  eachLine(text, (line) => {
    if (line === "") inMain &&= attributes.size === 0;
    if (!inMain || line === "") return;
    if (line.startsWith(" ")) {
      const value = attributes.get(name);
      if (value !== undefined && value.length < LONGEST) attributes.set(name, value + line.slice(1));
      return;
    }
    const colon = line.indexOf(":");
    if (colon < 1) return;
    name = line.slice(0, colon);
    attributes.set(name, line.slice(colon + 1).trim());
  });
  return attributes;
}

/** Longer than any value that is asked for; `Export-Package` may take a megabyte. */
const LONGEST = 4096;
