import { compareLoosely } from "./apk-loose.ts";
import { compareDigits, type VersionScheme } from "./scheme.ts";

interface Apk {
  readonly numbers: readonly string[];
  readonly letter: string;
  readonly suffixes: readonly (readonly [rank: number, number: string])[];
  readonly release: string;
}

/** What apk can order although it does not follow the grammar. */
const LOOSE = /^\d[\w.~+-]{0,511}$/;

/** Alpine's order (apk-package(5), "version"), and for what does not quite follow its grammar what apk makes of it. */
export const apk: VersionScheme = {
  compare: (a, b) => {
    const left = parse(a.trim());
    const right = parse(b.trim());
    if (left !== undefined && right !== undefined) return compareParsed(left, right);
    return LOOSE.test(a.trim()) && LOOSE.test(b.trim()) ? compareLoosely(a.trim(), b.trim()) : undefined;
  },
};

/** Before the end stand what leads to a release, after it what follows one. */
const SUFFIXES = ["alpha", "beta", "pre", "rc", "", "cvs", "svn", "git", "hg", "p"];

function parse(text: string): Apk | undefined {
  const match =
    text.length > 512
      ? null
      : /^(\d+(?:\.\d+)*)([a-z]?)((?:_(?:alpha|beta|pre|rc|cvs|svn|git|hg|p)\d*)*)(?:~[0-9a-f]+)?(?:-r(\d+))?$/.exec(
          text,
        );
  if (match === null) return undefined;
  const [, numbers = "", letter = "", suffixes = "", release = "0"] = match;
  return {
    numbers: numbers.split("."),
    letter,
    suffixes: [...suffixes.matchAll(/_([a-z]+)(\d*)/g)].map(([, name = "", number = ""]) => [
      SUFFIXES.indexOf(name),
      number || "0",
    ]),
    release,
  };
}

function compareParsed(a: Apk, b: Apk): number {
  return (
    compareNumbers(a.numbers, b.numbers) ||
    compareText(a.letter, b.letter) ||
    compareSuffixes(a.suffixes, b.suffixes) ||
    compareDigits(a.release, b.release)
  );
}

/** After the first, a number that begins with a zero is a fraction: it is compared digit by digit. */
function compareNumbers(a: readonly string[], b: readonly string[]): number {
  for (let index = 0; index < Math.max(a.length, b.length); index++) {
    const left = a[index];
    const right = b[index];
    if (left === undefined || right === undefined) return left === undefined ? -1 : 1;
    const isFraction = index > 0 && (left.startsWith("0") || right.startsWith("0"));
    const order = isFraction ? compareText(left, right) : compareDigits(left, right);
    if (order !== 0) return order;
  }
  return 0;
}

function compareSuffixes(a: Apk["suffixes"], b: Apk["suffixes"]): number {
  const end = [SUFFIXES.indexOf(""), "0"] as const;
  for (let index = 0; index < Math.max(a.length, b.length); index++) {
    const [leftRank, leftNumber] = a[index] ?? end;
    const [rightRank, rightNumber] = b[index] ?? end;
    const order = leftRank - rightRank || compareDigits(leftNumber, rightNumber);
    if (order !== 0) return order;
  }
  return 0;
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
