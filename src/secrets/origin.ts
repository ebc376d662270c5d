import { type Authorship, readAuthors } from "../connect/git/index.ts";
import { WaybillError } from "../core/errors.ts";
import type { Evidence } from "../core/evidence.ts";
import type { Opened } from "../core/source.ts";
import { repositoryAt } from "../sources/index.ts";
import type { CredentialFact } from "./facts.ts";

/**
 * Of a credential's places in the history those of the oldest version under each path; an allowance beside the value
 * makes a version of its own. Places in files that are there stay.
 */
export function oldestPlaces(places: readonly CredentialFact[]): CredentialFact[] {
  const oldest = new Map<string, CredentialFact>();
  for (const place of places) {
    if (place.at.commit === undefined) continue;
    const key = originKey(place);
    const known = oldest.get(key);
    if (known === undefined || compareAge(place, known) < 0) oldest.set(key, place);
  }
  return places.filter((place) => {
    return place.at.commit === undefined || place.at.commit === oldest.get(originKey(place))?.at.commit;
  });
}

function originKey({ at, allowance }: CredentialFact): string {
  return JSON.stringify([at.path, allowance]);
}

function compareAge(a: CredentialFact, b: CredentialFact): number {
  const [first = "", second = ""] = [a.at.commit, b.at.commit];
  return (a.committedAt ?? 0) - (b.committedAt ?? 0) || (first < second ? -1 : first > second ? 1 : 0);
}

/** The oldest of a credential's places in the history. */
export function originOf(places: readonly CredentialFact[]): CredentialFact | undefined {
  return places.filter(({ at }) => at.commit !== undefined).sort(compareAge)[0];
}

export type Authors = ReadonlyMap<string, Authorship>;

/** Who wrote the commits that first held these credentials; nobody where the repository cannot be asked. */
export async function authorsOf(groups: readonly (readonly CredentialFact[])[], { root }: Opened): Promise<Authors> {
  const commits = new Set(groups.flatMap((places) => originOf(places)?.at.commit ?? []));
  if (commits.size === 0 || root === undefined) return new Map();
  try {
    return await readAuthors(repositoryAt(root), [...commits].sort());
  } catch (error) {
    if (error instanceof WaybillError) return new Map(); // it says no less of where the credential stands
    throw error;
  }
}

/** Since when and by whom it is in the history, and whether a file still holds it. */
export function historyEvidence(places: readonly CredentialFact[], authors: Authors): Evidence[] {
  const origin = originOf(places);
  const commit = origin?.at.commit;
  if (origin === undefined || commit === undefined) return [];
  const isPresent = places.some(({ at }) => at.commit === undefined);
  const where = isPresent ? "a file that is there still holds it" : "only the history holds it";
  const evidence: Evidence[] = [{ kind: "check", text: `${where}; first in commit ${commit.slice(0, 12)}` }];
  const author = authors.get(commit);
  if (author === undefined) return evidence;
  const by = `${oneLine(author.name)} <${oneLine(author.mail)}>`;
  return [...evidence, { kind: "claim", text: `the commit says it was written by ${by} on ${author.date}` }];
}

const LONGEST = 100;

function oneLine(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f]/g, "\ufffd").slice(0, LONGEST);
}
