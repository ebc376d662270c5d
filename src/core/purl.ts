/** The parts of a package URL. `namespace` and `name` are decoded. */
export interface Purl {
  readonly type: string;
  readonly namespace?: string;
  readonly name: string;
  readonly version?: string;
  readonly qualifiers?: Readonly<Record<string, string>>;
}

/** Writes a package URL as the specification asks: qualifiers sorted, empty ones left out. */
export function writePurl({ type, namespace, name, version, qualifiers }: Purl): string {
  const path = namespace ? `${namespace.split("/").map(encode).join("/")}/${encode(name)}` : encode(name);
  const at = version ? `@${encode(version)}` : "";
  const pairs = Object.entries(qualifiers ?? {})
    .filter(([, value]) => value !== "")
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `${key}=${encode(value)}`);
  return `pkg:${type}/${path}${at}${pairs.length > 0 ? `?${pairs.join("&")}` : ""}`;
}

/** Reads a package URL; undefined when it is none. The sub-path is dropped. */
export function readPurl(text: string): Purl | undefined {
  const match = /^pkg:\/*([A-Za-z][A-Za-z0-9.+-]*)\/([^?#]+)(?:\?([^#]*))?(?:#.*)?$/.exec(text);
  if (match === null) return undefined;
  try {
    const [, type = "", rest = "", query = ""] = match;
    const at = rest.lastIndexOf("@");
    const hasVersion = at > 0 && at > rest.lastIndexOf("/");
    const path = (hasVersion ? rest.slice(0, at) : rest).split("/").filter(Boolean).map(decodeURIComponent);
    const name = path.pop();
    if (name === undefined) return undefined;
    const qualifiers = Object.fromEntries(
      query
        .split("&")
        .filter((pair) => pair.includes("="))
        .map((pair) => [pair.slice(0, pair.indexOf("=")), decodeURIComponent(pair.slice(pair.indexOf("=") + 1))]),
    );
    return {
      type: type.toLowerCase(),
      name,
      ...(path.length > 0 && { namespace: path.join("/") }),
      ...(hasVersion && { version: decodeURIComponent(rest.slice(at + 1)) }),
      ...(query !== "" && { qualifiers }),
    };
  } catch {
    return undefined; // a broken percent escape: not a package URL
  }
}

function encode(part: string): string {
  return encodeURIComponent(part)
    .replaceAll("%3A", ":")
    .replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}
