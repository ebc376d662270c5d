import { type GapFact, gapAt, type OpenFile } from "../core/reader.ts";
import { asMap } from "../documents/shape.ts";
import type { YamlDocument, YamlPath } from "../documents/yaml/read.ts";
import type { PipelineDocument } from "./pipeline-reader.ts";

/**
 * The keys that a reader knows at one place: those that it reads, and those that cannot run, fetch or hand on anything.
 * Lists are looked through. What stands below a key that has no vocabulary of its own is data, or is read as a whole.
 */
export interface Vocabulary {
  readonly keys: ReadonlySet<string>;
  readonly below: ReadonlyMap<string, Vocabulary>;
  /** Of the maps whose keys are names that people choose: jobs, stages, services. */
  readonly named?: Vocabulary;
  /** Of a list's items, where they are written otherwise than a map at the same place. */
  readonly items?: Vocabulary;
  readonly isOpen?: true;
}

/** Data of any shape, such as what a command is given. */
export const ANYTHING: Vocabulary = { keys: new Set(), below: new Map(), isOpen: true };

/** More tell a reader no more: the file is of another system, or of a version that nobody here knows. */
const MOST = 20;

/**
 * @param keys separated by blanks
 * @param below vocabularies of some of them; `*` for keys that people choose, `[]` for the items of a list
 */
export function vocabulary(keys: string, below: Readonly<Record<string, Vocabulary>> = {}): Vocabulary {
  const { "*": named, "[]": items, ...rest } = below;
  const words = keys.split(/\s+/).filter((word) => word !== "");
  return {
    keys: new Set([...words, ...Object.keys(rest)]),
    below: new Map(Object.entries(rest)),
    ...(named !== undefined && { named }),
    ...(items !== undefined && { items }),
  };
}

/** A gap for each key that the system's reader does not know: what it does was not judged, and is not clean. */
export function* unknownKeys({ root, locate }: PipelineDocument, known: Vocabulary): Iterable<GapFact> {
  let told = 0;
  for (const { key, path } of strangers(root, known, [])) {
    if (told++ === MOST) {
      yield gapAt(locate([]), `more than ${MOST} keys are not known here`);
      return;
    }
    yield gapAt(locate(path), `the key \`${key}\` is not known here: what it does was not judged`);
  }
}

/** A gap for each key that stands twice in one map: one of the two was not judged, and nobody knows which counts. */
export function* repeatedKeysIn(
  { place }: Pick<OpenFile, "place">,
  documents: readonly YamlDocument[],
): Iterable<GapFact> {
  for (const document of documents)
    for (const { key, line } of document.repeatedKeys())
      yield gapAt({ ...place, line }, `the key \`${key}\` stands twice in one map: only one of the two was judged`);
}

interface Stranger {
  readonly key: string;
  readonly path: YamlPath;
}

function* strangers(value: unknown, known: Vocabulary, path: YamlPath): Iterable<Stranger> {
  if (known.isOpen || path.length > 40) return;
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) yield* strangers(item, known.items ?? known, [...path, index]);
    return;
  }
  for (const [key, inner] of Object.entries(asMap(value) ?? {})) {
    const here = [...path, key];
    const vocabulary = known.below.get(key);
    if (vocabulary !== undefined) yield* strangers(inner, vocabulary, here);
    else if (known.keys.has(key) || key === "<<") continue;
    else if (isCondition(key)) yield* strangers(inner, known, here);
    else if (known.named === undefined) yield { key, path: here };
    else yield* strangers(inner, known.named, here);
  }
}

/** Azure writes conditions and loops as keys, with below them what they guard. */
function isCondition(key: string): boolean {
  return /^\$\{\{\s*(?:if|else|elseif|each|insert)\b/.test(key);
}
