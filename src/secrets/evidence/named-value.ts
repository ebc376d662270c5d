import type { Checked } from "../detector.ts";
import type { Assignment } from "../frames/assignment.ts";
import { kindOfName, type NameKind, wordsOf } from "../frames/secret-names.ts";
import { isPlaceholderWord, whyNoLiteral } from "../rejections.ts";
import { type Described, OTHERS_CODE } from "./features.ts";
import { scored } from "./scorer.ts";
import { wordShare } from "./statistics.ts";

/** What the scorer says of a value of which nothing is known but that its name calls it a secret. */
export function judgeNamed(described: Described): Checked {
  const { assignment, kind } = described;
  const { probability, isEnough } = scored(described);
  const words = `${Math.round(probability * 100)} of 100`;
  const called = kind === "password" ? "password" : "key";
  if (!isEnough) return { refused: `${words} that it is a ${called}, by the scorer` };
  const weak = isWeak(assignment.value);
  if (weak && OTHERS_CODE.test(described.path)) return { refused: "a weak one in somebody else's code" };
  return {
    grade: "statistics",
    evidence: [
      { kind: "check", text: `its name calls it a ${called}: ${assignment.name}` },
      { kind: "check", text: `${words} by the scorer${weak ? "; a weak one, soon guessed" : ""}` },
    ],
    ...(weak && { severity: "low" }),
  };
}

/** Why the name is given no value at all, before anybody weighs one. */
export function whyNotNamed(assignment: Assignment, kind: NameKind): string | undefined {
  const { value, quoted } = assignment;
  if (kind === "perhaps a key" && (value.length < 12 || !/\d/.test(value))) return "nothing says that it is a secret";
  return whyCode(assignment) ?? whyNoLiteral(value, quoted);
}

/** Texts of programs in which the name stands for something else than a value. */
function whyCode({ name, value, quoted, frame }: Assignment): string | undefined {
  if (!quoted && TYPES.test(value)) return "a type";
  if (!quoted && /^[A-Za-z_$][\w$.]*\[[^\]]*\]?$/.test(value)) return "an element of a list";
  if (frame === "comparison" && TYPES.test(value)) return "the name of a type";
  if (frame !== "call") return undefined;
  if (/^[\w-]+$/.test(value) && kindOfName(value) !== undefined) return "a name beside a name"; // ["secret", "clientsecret"]
  const words = wordsOf(name);
  if (name.endsWith(".pass")) return "a test that passes";
  return words.length > 1 && VERBS.has(wordsOf(name.replace(/^.*\./, ""))[0] ?? "")
    ? "a call that asks for one"
    : undefined;
}

const TYPES =
  /^(?:string|number|boolean|bool|any|unknown|never|void|str|int|bytes|object|symbol|function|undefined|String|Option|Optional|Buffer|Uint8Array)(?:[<[|;),\s].*)?$/;

/** Functions of such names take a name or a text and answer a secret; those that set one are left. */
const VERBS = new Set(
  "create get make parse is has find read fetch validate check verify load save delete remove list describe expect match test".split(
    " ",
  ),
);

function isWeak(value: string): boolean {
  return value.length < 8 || isPlaceholderWord(value) || wordShare(value) > 0.6;
}
