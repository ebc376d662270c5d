/** What a mode of `chmod` grants that it should not; undefined when nothing. Both forms: `777` and `u=rwx,o+w`. */
export function looseMode(mode: string): "anybody may write" | "lends its owner's rights" | undefined {
  if (/^[0-7]{3,4}$/.test(mode)) {
    const bits = Number.parseInt(mode, 8);
    if ((bits & 0o4000) !== 0) return "lends its owner's rights";
    const isSticky = (bits & 0o1000) !== 0; // as /tmp is: everybody writes there, and nobody touches another's files
    return (bits & 0o002) !== 0 && !isSticky ? "anybody may write" : undefined;
  }
  const clauses = mode.split(",").map((clause) => /^([ugoa]*)[+=]([rwxXst]*)$/.exec(clause));
  if (clauses.some((clause) => /^u?$/.test(clause?.[1] ?? "-") && clause?.[2]?.includes("s")))
    return "lends its owner's rights";
  return clauses.some((clause) => /[oa]/.test(clause?.[1] ?? "") && clause?.[2]?.includes("w"))
    ? "anybody may write"
    : undefined;
}
