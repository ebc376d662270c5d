import type { Place } from "../../core/place.ts";

/** Things of one name that are tried; of more copies in one tree the first count. */
const MOST_CANDIDATES = 100;

/** Of copies in several folders, that which lies nearest: a tree holds what goes to several clusters. */
export function nearest<T extends { readonly at: Place }>(copies: readonly T[], at: Place): T | undefined {
  const shared = (copy: T) => sharedFolders(copy.at.path ?? "", at.path ?? "");
  return copies
    .slice(0, MOST_CANDIDATES)
    .reduce<T | undefined>(
      (best, copy) => (best === undefined || shared(copy) > shared(best) ? copy : best),
      undefined,
    );
}

function sharedFolders(one: string, other: string): number {
  const [a, b] = [one.split("/"), other.split("/")];
  const differs = a.findIndex((part, index) => part !== b[index]);
  return differs < 0 ? a.length : differs;
}

/** Whether two files lie in one folder, or one of them in a folder above the other's. */
export function isTogether(a: Place, b: Place): boolean {
  const [one, other] = [folderOf(a), folderOf(b)];
  return one.startsWith(other) || other.startsWith(one);
}

/** With a slash at its end, so that no folder's name is the beginning of another's. */
function folderOf({ path = "" }: Place): string {
  return path.slice(0, path.lastIndexOf("/") + 1);
}
