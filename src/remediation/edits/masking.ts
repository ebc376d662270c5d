/** Takes known secret values out of whatever is shown. */
export type Mask = (text: string) => string;

/** Shorter parts would blot out ordinary words. */
const SHORTEST = 6;

/** @param values the secrets; one of many lines is masked line by line */
export function maskFor(values: Iterable<string>): Mask {
  const parts = new Set<string>();
  for (const part of [...values].flatMap((value) => value.split(/\r?\n/))) {
    if (part.trim().length >= SHORTEST) parts.add(part).add(JSON.stringify(part).slice(1, -1));
  }
  const longestFirst = [...parts].sort((a, b) => b.length - a.length);
  return (text) => longestFirst.reduce((shown, part) => shown.replaceAll(part, "(secret)"), text);
}
