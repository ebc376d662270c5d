import type { Place } from "../../../core/place.ts";
import type { StreamReader } from "../../../core/reader.ts";
import { type PackageFact, type PassedOverFact, passedOverAt, type UnreadFact, unreadAt } from "../../facts.ts";
import { asPackage } from "../as-package.ts";
import { Budget, type Contents, isArchive, NESTED_LIMIT, readContents } from "./archive-contents.ts";
import { type Coordinates, mavenName, mavenPurl } from "./coordinates.ts";
import { type Identified, identify } from "./identity.ts";

/** Deeper than an archive in an application in an enterprise application in an installer. */
const MAX_DEPTH = 8;
/** More than the largest servers bring in one file. */
const MAX_ARCHIVES = 20_000;
/** What one file and all that is nested in it may unpack to. */
const MAX_UNPACKED = 1024 * 1024 * 1024;

type Found = PackageFact | PassedOverFact | UnreadFact;

/** Larger than the archives of most applications, which are often larger than what the runner holds in one piece. */
const LARGEST = 256 * 1024 * 1024;

/**
 * Java archives, with all that lies in them: each is a package of its own, at the path of its file and, behind it, the
 * path inside. What was shaded in shows by the descriptions that it brought along.
 */
export const javaArchive: StreamReader<Found> = {
  id: "inventory/java-archive",
  version: 2,
  wants: ({ type, path, size }) => type === "file" && size > 0 && isArchive(path),
  open: ({ size, path }, place) => {
    const chunks: Buffer[] = [];
    return {
      push: (chunk) => {
        if (size > LARGEST) return false;
        chunks.push(Buffer.from(chunk));
        return true;
      },
      end: () => {
        if (size > LARGEST) return [unreadAt(place, `too large: a Java archive of ${size} bytes`)];
        const bytes = Buffer.concat(chunks);
        chunks.length = 0;
        return readArchive(bytes, place, 0, new Budget(MAX_UNPACKED, MAX_ARCHIVES), `maven ${path}`).facts;
      },
    };
  },
};

interface Opened {
  readonly facts: Found[];
  /** The keys of what lies directly in it: itself, or where it is no package, what is in it. */
  readonly keys: readonly string[];
}

function readArchive(bytes: Buffer, at: Place, depth: number, budget: Budget, within: string): Opened {
  const contents = attempt(() => readContents(bytes, budget));
  if ("problem" in contents) {
    return { facts: [unreadAt(at, `not readable as a Java archive: ${contents.problem}`)], keys: [] };
  }
  const facts: Found[] = contents.problems.map((problem) => unreadAt(at, `not all of it can be read: ${problem}`));
  const inside: string[] = [];
  for (const { name, entry } of contents.nested) {
    if (budget.archives <= 0) {
      facts.push(unreadAt(at, `more than ${MAX_ARCHIVES} archives in one file: the rest was not opened`));
      break;
    }
    const place = { ...at, path: `${at.path}/${name}` };
    const nested =
      depth + 1 > MAX_DEPTH
        ? { problem: `nested deeper than ${MAX_DEPTH} archives` }
        : attempt(() => budget.read(entry, NESTED_LIMIT));
    if ("problem" in nested) {
      facts.push(unreadAt(place, `an archive in an archive that was not opened: ${nested.problem}`));
      continue;
    }
    const opened = readArchive(nested, place, depth + 1, budget, within);
    for (const fact of opened.facts) facts.push(fact);
    for (const key of opened.keys) inside.push(key);
  }
  return join(at, contents, facts, inside, within);
}

function join(at: Place, contents: Contents, facts: Found[], inside: string[], within: string): Opened {
  const path = at.path ?? "";
  const own = identify(path.slice(path.lastIndexOf("/") + 1), contents);
  const shaded = contents.poms.filter(({ group, artifact }) => group !== own.group || artifact !== own.artifact);
  for (const pom of shaded) {
    const key = `${path} ${mavenName(pom)}`;
    inside.push(key);
    facts.push(asArtifact(pom, at, within, key, []));
  }
  const key = `${path} ${own.artifact}`;
  if (own.version === undefined) {
    facts.push(passedOverAt(at, "withoutVersion", "a Java archive that says no version"));
    return { facts, keys: inside };
  }
  facts.push(asArtifact(own, at, within, key, inside, licensesIn(contents.manifest)));
  return { facts, keys: [key] };
}

/** Without a group no advisory can be found for it: then it is nobody's package with a name, and that is said so. */
function asArtifact(
  { group, artifact, version }: Identified | Coordinates,
  at: Place,
  within: string,
  key: string,
  needs: readonly string[],
  licenses: readonly string[] = [],
): PackageFact {
  const isMaven = group !== undefined;
  return asPackage({
    at,
    purl: isMaven ? mavenPurl({ group, artifact }) : { type: "generic", name: artifact },
    name: isMaven ? mavenName({ group, artifact }) : artifact,
    version,
    relation: "installed",
    within,
    key,
    needs,
    licenses,
  });
}

/** `Bundle-License` holds names, or addresses of texts, which are no names: `Apache-2.0;link="…"`. */
function licensesIn(manifest: ReadonlyMap<string, string>): string[] {
  const [written = ""] = (manifest.get("Bundle-License") ?? "").split(";", 1);
  const license = ADDRESSES.get(written.replace(/^https?:\/\/(?:www\.)?/, "")) ?? written.trim();
  return license === "" || license.includes("://") ? [] : [license];
}

const ADDRESSES: ReadonlyMap<string, string> = new Map([
  ["apache.org/licenses/LICENSE-2.0.txt", "Apache-2.0"],
  ["apache.org/licenses/LICENSE-2.0", "Apache-2.0"],
  ["opensource.org/licenses/MIT", "MIT"],
  ["opensource.org/licenses/mit-license.php", "MIT"],
  ["eclipse.org/legal/epl-2.0", "EPL-2.0"],
  ["eclipse.org/legal/epl-v20.html", "EPL-2.0"],
  ["eclipse.org/legal/epl-v10.html", "EPL-1.0"],
]);

function attempt<T extends object>(read: () => T): T | { readonly problem: string } {
  try {
    return read();
  } catch (error) {
    return { problem: (error as Error).message };
  }
}
