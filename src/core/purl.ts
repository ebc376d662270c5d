/** The parts of a package URL (github.com/package-url/purl-spec), decoded. */
export interface Purl {
  readonly type: string;
  readonly namespace?: string;
  readonly name: string;
  readonly version?: string;
  readonly qualifiers?: Readonly<Record<string, string>>;
  readonly subpath?: string;
}

/** Writes a package URL as the specification asks: qualifiers sorted, empty ones left out. */
export function writePurl({ type, namespace, name, version, qualifiers, subpath }: Purl): string {
  const path = namespace ? `${encodePath(namespace)}/${encode(name)}` : encode(name);
  const at = version ? `@${encode(version)}` : "";
  const pairs = Object.entries(qualifiers ?? {})
    .filter(([, value]) => value !== "")
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `${key}=${encode(value)}`);
  const below = subpath ? `#${encodePath(subpath)}` : "";
  return `pkg:${type}/${path}${at}${pairs.length > 0 ? `?${pairs.join("&")}` : ""}${below}`;
}

/** Reads a package URL, also one that is written a little otherwise than it should be; undefined when it is none. */
export function readPurl(text: string): Purl | undefined {
  const match = /^pkg:\/*([A-Za-z][A-Za-z0-9.+-]*)\/([^?#]+)(?:\?([^#]*))?(?:#(.*))?$/.exec(text);
  if (match === null) return undefined;
  try {
    const [, type = "", rest = "", query = "", below = ""] = match;
    const at = rest.lastIndexOf("@");
    const hasVersion = at > 0 && at > rest.lastIndexOf("/");
    const path = (hasVersion ? rest.slice(0, at) : rest).split("/").filter(Boolean).map(decodeURIComponent);
    const name = path.pop();
    if (name === undefined) return undefined;
    const qualifiers = pairsOf(query).map(([key, value]) => [key.toLowerCase(), decodeURIComponent(value)]);
    const subpath = below.split("/").filter((part) => part !== "" && part !== "." && part !== "..");
    return folded({
      type: type.toLowerCase(),
      name,
      ...(path.length > 0 && { namespace: path.join("/") }),
      ...(hasVersion && { version: decodeURIComponent(rest.slice(at + 1)) }),
      ...(query !== "" && { qualifiers: Object.fromEntries(qualifiers) }),
      ...(subpath.length > 0 && { subpath: subpath.map(decodeURIComponent).join("/") }),
    });
  } catch {
    return undefined; // a broken percent escape: not a package URL
  }
}

/** What in a package URL is not as the specification and its type ask, in words; undefined when all is. */
export function purlFault(text: string): string | undefined {
  const purl = readPurl(text);
  if (purl === undefined) return "no package URL";
  const [path = ""] = text.split(/[?#]/, 1);
  if (/\/(?:@[^/]*)?$/.test(path)) return "a package URL without a name";
  const query = /\?([^#]*)/.exec(text)?.[1] ?? "";
  const odd = pairsOf(query).find(([key]) => !/^[a-z][a-z0-9._-]*$/.test(key));
  if (odd !== undefined) return "a package URL with a qualifier that is not in small letters";
  const { type, namespace } = purl;
  if (namespace === undefined && WITH_NAMESPACE.has(type)) return `a package URL of ${type} without a namespace`;
  if (namespace !== undefined && WITHOUT_NAMESPACE.has(type)) return `a package URL of ${type} with a namespace`;
  return undefined;
}

const WITH_NAMESPACE: ReadonlySet<string> = new Set(["alpm", "apk", "composer", "deb", "maven", "rpm", "swift"]);
const WITHOUT_NAMESPACE: ReadonlySet<string> = new Set(["cargo", "cocoapods", "conda", "gem", "nuget", "pub", "pypi"]);
/** Types whose names know no capitals. */
const SMALL_NAMESPACE: ReadonlySet<string> = new Set(["alpm", "apk", "composer", "deb", "hex", "rpm"]);
const SMALL_NAME: ReadonlySet<string> = new Set(["alpm", "apk", "composer", "deb", "hex", "pub", "pypi"]);

function folded(purl: Purl): Purl {
  const { type, namespace, name } = purl;
  const small = SMALL_NAME.has(type) ? name.toLowerCase() : name;
  return {
    ...purl,
    ...(namespace !== undefined && SMALL_NAMESPACE.has(type) && { namespace: namespace.toLowerCase() }),
    name: type === "pypi" ? small.replaceAll("_", "-") : small,
  };
}

function pairsOf(query: string): [key: string, value: string][] {
  return query
    .split("&")
    .filter((pair) => pair.includes("="))
    .map((pair) => [pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1)]);
}

function encodePath(path: string): string {
  return path.split("/").map(encode).join("/");
}

function encode(part: string): string {
  return encodeURIComponent(part.toWellFormed())
    .replaceAll("%3A", ":")
    .replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}
