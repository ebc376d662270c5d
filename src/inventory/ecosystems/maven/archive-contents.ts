import { readZipBytes, type ZipEntry } from "../../../documents/zip.ts";
import { type Coordinates, isPlain } from "./coordinates.ts";
import { readManifest, readProperties } from "./properties.ts";

const ARCHIVES = [".jar", ".war", ".ear", ".sar", ".par", ".nar", ".kar", ".hpi", ".jpi", ".lpkg"];
/** More than any `pom.properties` or manifest takes. */
const LARGEST_DESCRIPTION = 1024 * 1024;
const LARGEST_NESTED = 256 * 1024 * 1024;
/** More than any shaded archive holds. */
const MOST_DESCRIPTIONS = 20_000;

/** What one file may unpack to, with all that is nested in it: a bomb ends here. */
export class Budget {
  left: number;
  /** Archives that may yet be opened: the same bytes can stand in a directory many times over. */
  archives: number;

  constructor(bytes: number, archives: number) {
    this.left = bytes;
    this.archives = archives;
  }

  /** @throws Error when the entry is damaged, or larger than `most` or than what is left */
  read(entry: ZipEntry, most: number): Buffer {
    if (entry.size > this.left) throw new Error("it unpacks to more than may be unpacked of one file");
    this.left -= entry.size;
    return entry.read(most);
  }
}

export interface Contents {
  /** All that `pom.properties` files say, each with its folder. */
  readonly poms: readonly Coordinates[];
  readonly manifest: ReadonlyMap<string, string>;
  readonly nested: readonly NestedArchive[];
  /** Entries that could not be read, with the reason. */
  readonly problems: readonly string[];
}

export interface NestedArchive {
  readonly name: string;
  readonly entry: ZipEntry;
}

export const NESTED_LIMIT = LARGEST_NESTED;

export function isArchive(path: string): boolean {
  return ARCHIVES.some((end) => path.endsWith(end));
}

/**
 * Looks over one archive: what describes it, what was shaded into it, and which archives lie in it.
 * @throws Error when it is no zip
 */
export function readContents(bytes: Buffer, budget: Budget): Contents {
  if (--budget.archives < 0) throw new Error("more archives in one file than are opened");
  const poms: Coordinates[] = [];
  const nested: NestedArchive[] = [];
  const problems: string[] = [];
  let manifest: ReadonlyMap<string, string> = new Map();
  let descriptions = 0;
  for (const entry of readZipBytes(bytes)) {
    const { name } = entry;
    if (isArchive(name)) nested.push({ name, entry });
    const isPom = name.endsWith("/pom.properties") && name.startsWith("META-INF/maven/");
    if (!isPom && name !== "META-INF/MANIFEST.MF") continue;
    if (++descriptions > MOST_DESCRIPTIONS)
      throw new Error(`more than ${MOST_DESCRIPTIONS} descriptions in one archive`);
    const text = attempt(problems, name, () => budget.read(entry, LARGEST_DESCRIPTION).toString("utf8"));
    if (text === undefined) continue;
    if (!isPom) manifest = readManifest(text);
    else {
      const pom = coordinatesOf(readProperties(text));
      if (pom === undefined) problems.push(`${name} names no group, artifact and version`);
      else poms.push(pom);
    }
  }
  return { poms, manifest, nested, problems };
}

function attempt<T>(problems: string[], name: string, read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    problems.push(`${name} cannot be read: ${(error as Error).message}`);
    return undefined;
  }
}

function coordinatesOf(properties: ReadonlyMap<string, string>): Coordinates | undefined {
  const group = properties.get("groupId");
  const artifact = properties.get("artifactId");
  const version = properties.get("version");
  return isPlain(group) && isPlain(artifact) && isPlain(version) ? { group, artifact, version } : undefined;
}
