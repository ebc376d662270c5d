/**
 * Many paths in one text. Of each there stands how many characters it shares with the one before it, as one character,
 * then the rest, then NUL, which no path holds: tens of thousands of paths cost a hundredth of what they cost as texts
 * of their own, and cross threads as one.
 */
export type PathList = string;

export const NO_PATHS: PathList = "";

/** One character can tell no more, if the text is to take one byte for each. */
const MOST_SHARED = 255;

export function packPaths(paths: Iterable<string>): PathList {
  const parts: string[] = [];
  let before = "";
  for (const path of paths) {
    const most = Math.min(before.length, path.length, MOST_SHARED);
    let shared = 0;
    while (shared < most && before.charCodeAt(shared) === path.charCodeAt(shared)) shared++;
    parts.push(String.fromCharCode(shared), path.slice(shared), "\0");
    before = path;
  }
  return parts.join("");
}

export function* unpackPaths(list: PathList): Generator<string, undefined> {
  let before = "";
  for (let start = 0; start < list.length; ) {
    const end = list.indexOf("\0", start + 1);
    if (end === -1) return;
    before = before.slice(0, list.charCodeAt(start)) + list.slice(start + 1, end);
    yield before;
    start = end + 1;
  }
}
