import { LIBRARIES } from "./library-signatures.ts";
import { SERVERS } from "./server-signatures.ts";
import type { Signature } from "./signature.ts";
import { TOOLS } from "./tool-signatures.ts";

/** What people build or copy in by hand, past any package manager. */
export const SIGNATURES: readonly Signature[] = [...SERVERS, ...TOOLS, ...LIBRARIES];

const LETTERS = new Set(SIGNATURES.flatMap(({ first }) => [...first]));
const BY_LETTER: ReadonlyMap<string, readonly Signature[]> = new Map(
  [...LETTERS].map((letter) => [letter, SIGNATURES.filter(({ first }) => first.includes(letter))]),
);

/** The signature that a file of this name may bear. */
export function signatureFor(path: string): Signature | undefined {
  const name = path.slice(path.lastIndexOf("/") + 1);
  if (name.length > 40) return undefined;
  return BY_LETTER.get(name[0] ?? "")?.find(({ file }) => file.test(name));
}
