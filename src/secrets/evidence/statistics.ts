/** Bits per character by the value's own frequencies (Shannon). 0 for the empty text. */
export function entropy(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) {
    const share = count / text.length;
    bits -= share * Math.log2(share);
  }
  return bits;
}

/**
 * Share of neighbouring letters that are common neighbours in English, 0 to 1. Words and names made of words come out
 * above 0.6, random letters near 0.2. Only runs of three letters and more in one case (or with a capital first) count;
 * 0 when there is none.
 */
function wordLikeness(text: string): number {
  let pairs = 0;
  let common = 0;
  for (const run of text.match(/[A-Z]?[a-z]{2,}|[A-Z]{3,}/g) ?? []) {
    const letters = run.toLowerCase();
    for (let at = 0; at + 1 < letters.length; at++) {
      pairs++;
      if (COMMON_PAIRS.has(letters.slice(at, at + 2))) common++;
    }
  }
  return pairs === 0 ? 0 : common / pairs;
}

/** How much of the text lies in runs of letters that read as words, 0 to 1. */
export function wordShare(text: string): number {
  let covered = 0;
  for (const run of text.match(/[A-Z]?[a-z]{2,}|[A-Z]{3,}/g) ?? []) {
    if (run.length >= 3 && wordLikeness(run) >= 0.5) covered += run.length;
  }
  return text.length === 0 ? 0 : covered / text.length;
}

/** How many of small letters, capitals, digits and the rest occur. */
export function characterKinds(text: string): number {
  return [/[a-z]/, /[A-Z]/, /\d/, /[^A-Za-z\d]/].filter((kind) => kind.test(text)).length;
}

/** The pairs that make up about three quarters of English text, counted over dictionary words. */
const COMMON_PAIRS = new Set(
  (
    "th he in er an re on at en nd ti es or te of ed is it al ar st to nt ng se ha as ou io le ve co me de hi ri ro ic ne ea ra " +
    "ce li ch ll be ma si om ur ca el ta la ns di fo ho pe ec pr no ct us ac ot il tr ly nc et ut ss so rs un lo wa ge ie wh ee " +
    "wi em ad ol rt po we na ul ni ts mo ow pa im mi ai sh ir su id os iv ia am fi ci vi pl ig tu ev ld ry mp fe bl ab gh ty op " +
    "wo sa ay ex ke fr oo av ag if ap gr od bo sp ck ru ui qu ys ss"
  ).split(" "),
);
