import { compareDigits, type VersionScheme } from "./scheme.ts";

/** Python's order (PEP 440, as the packaging guide states it); what is older than PEP 440 sorts before everything else. */
export const pep440: VersionScheme = {
  compare: (a, b) => {
    const left = parse(a);
    const right = parse(b);
    if (left === undefined && right === undefined) return compareLegacy(a, b);
    if (left === undefined || right === undefined) return left === undefined ? -1 : 1;
    return compareParsed(left, right);
  },
};

interface Pep440 {
  readonly epoch: string;
  readonly release: readonly string[];
  readonly pre: readonly [phase: number, number: string] | undefined;
  readonly post: string | undefined;
  readonly dev: string | undefined;
  readonly local: readonly string[];
}

const PATTERN =
  /^v?(?:(\d+)!)?(\d+(?:\.\d+)*)(?:[-_.]?(alpha|beta|preview|pre|rc|a|b|c)[-_.]?(\d*))?(?:(-\d+)|[-_.]?(post|rev|r)[-_.]?(\d*))?(?:[-_.]?(dev)[-_.]?(\d*))?(?:\+([a-z0-9]+(?:[-_.][a-z0-9]+)*))?$/;

const PHASES: Record<string, number> = { a: 0, alpha: 0, b: 1, beta: 1, c: 2, rc: 2, pre: 2, preview: 2 };

function parse(text: string): Pep440 | undefined {
  const plain = text.trim().toLowerCase();
  const match = plain.length > 512 ? null : PATTERN.exec(plain);
  if (match === null) return undefined;
  const [, epoch, release = "", phase, phaseNumber, shortPost, post, postNumber, dev, devNumber, local] = match;
  return {
    epoch: epoch ?? "0",
    release: release.split("."),
    pre: phase === undefined ? undefined : [PHASES[phase] ?? 2, phaseNumber || "0"],
    post: shortPost === undefined ? (post === undefined ? undefined : postNumber || "0") : shortPost.slice(1),
    dev: dev === undefined ? undefined : devNumber || "0",
    local: local === undefined ? [] : local.split(/[-_.]/),
  };
}

function compareParsed(a: Pep440, b: Pep440): number {
  return (
    compareDigits(a.epoch, b.epoch) ||
    compareReleases(a.release, b.release) ||
    comparePre(a, b) ||
    compareOptional(a.post, b.post, -1) ||
    compareOptional(a.dev, b.dev, 1) ||
    compareLocal(a.local, b.local)
  );
}

function compareReleases(a: readonly string[], b: readonly string[]): number {
  for (let index = 0; index < Math.max(a.length, b.length); index++) {
    const order = compareDigits(a[index] ?? "0", b[index] ?? "0");
    if (order !== 0) return order;
  }
  return 0;
}

/** `1.0.dev1` < `1.0a1` < `1.0`: a development release without another phase stands before all of them. */
function comparePre(a: Pep440, b: Pep440): number {
  const rank = ({ pre, post, dev }: Pep440) =>
    pre !== undefined ? 0 : post === undefined && dev !== undefined ? -1 : 1;
  const order = rank(a) - rank(b);
  if (order !== 0 || a.pre === undefined || b.pre === undefined) return order;
  return a.pre[0] - b.pre[0] || compareDigits(a.pre[1], b.pre[1]);
}

/** Numbers when both have one; `absent` says where the one without stands. */
function compareOptional(a: string | undefined, b: string | undefined, absent: -1 | 1): number {
  if (a === undefined || b === undefined) return a === b ? 0 : a === undefined ? absent : -absent;
  return compareDigits(a, b);
}

function compareLocal(a: readonly string[], b: readonly string[]): number {
  for (let index = 0; index < Math.max(a.length, b.length); index++) {
    const left = a[index];
    const right = b[index];
    if (left === undefined || right === undefined) return left === undefined ? -1 : 1;
    const leftIsNumber = /^\d+$/.test(left);
    const rightIsNumber = /^\d+$/.test(right);
    const order =
      leftIsNumber && rightIsNumber
        ? compareDigits(left, right)
        : leftIsNumber !== rightIsNumber
          ? leftIsNumber
            ? 1
            : -1
          : left < right
            ? -1
            : left > right
              ? 1
              : 0;
    if (order !== 0) return order;
  }
  return 0;
}

/** What setuptools did before PEP 440: runs of digits by value, words by code unit, `final` and its like last. */
function compareLegacy(a: string, b: string): number {
  const left = legacyParts(a);
  const right = legacyParts(b);
  for (let index = 0; index < Math.max(left.length, right.length); index++) {
    const x = left[index] ?? "*final";
    const y = right[index] ?? "*final";
    if (x !== y) return x < y ? -1 : 1;
  }
  return 0;
}

const LEGACY_WORDS = new Map([
  ["pre", "c"],
  ["preview", "c"],
  ["-", "final-"],
  ["rc", "c"],
  ["dev", "@"],
]);

function legacyParts(text: string): string[] {
  const parts: string[] = [];
  for (const [part] of text
    .toLowerCase()
    .slice(0, 512)
    .matchAll(/\d+|[a-z]+|-/g)) {
    const word = LEGACY_WORDS.get(part) ?? part;
    const sortable = /^\d/.test(word) ? word.padStart(16, "0") : `*${word}`;
    if (sortable.startsWith("*")) {
      if (sortable < "*final") while (parts.at(-1) === "*final-") parts.pop();
      while (parts.at(-1) === "0".repeat(16)) parts.pop();
    }
    parts.push(sortable);
  }
  return parts;
}
