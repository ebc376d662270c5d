/** What the name of a path in the store of Nix says: `HASH-NAME-VERSION`, and behind it which output it is. */
export interface StorePath {
  /** Without the slash in front, as paths are written in facts. */
  readonly path: string;
  readonly name: string;
  readonly version: string;
  /** `bin`, `dev` …; absent for the main one. */
  readonly output?: string;
}

const STORE = "nix/store/";
/** Hashes have 32 characters of Nix's own base 32. */
const NAMED = /^([0-9a-df-np-sv-z]{32})-(.{1,211})$/;
/** The names that nixpkgs gives to further outputs. */
const OUTPUT = /-(bin|dev|lib|out|man|doc|devdoc|info|static|debug|dist|data|py|tools|modules)$/;

/**
 * The store path that a path lies in; undefined where it lies in none, or in one without a version: a recipe, a source,
 * a script, an environment.
 */
export function storePathOf(path: string): StorePath | undefined {
  if (!path.startsWith(STORE)) return undefined;
  const slash = path.indexOf("/", STORE.length);
  const own = slash === -1 ? path : path.slice(0, slash);
  const named = NAMED.exec(own.slice(STORE.length))?.[2];
  if (named === undefined || named.endsWith(".drv")) return undefined;
  const version = startOfVersion(named);
  if (version === undefined) return undefined;
  const output = OUTPUT.exec(named)?.[1];
  const end = output === undefined ? named.length : named.length - output.length - 1;
  if (end <= version) return undefined;
  const name = named.slice(0, version - 1);
  return { path: own, name, version: named.slice(version, end), ...(output !== undefined && { output }) };
}

/** Behind the first hyphen that no letter follows: Nix's own rule (`builtins.parseDrvName`). */
function startOfVersion(named: string): number | undefined {
  for (let at = named.indexOf("-", 1); at !== -1; at = named.indexOf("-", at + 1)) {
    if (at + 1 < named.length && !/[A-Za-z]/.test(named[at + 1] ?? "")) return at + 1;
  }
  return undefined;
}
