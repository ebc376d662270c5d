import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { schemeOf } from "../src/advisories/versions/index.ts";
import { Draw } from "./corpora/draw.ts";
import { ORACLES, type Oracle } from "./version-oracles.ts";

const PAIRS = 10_000;

/**
 * Holds our order of versions against each ecosystem's own tool, on pairs that were never seen before.
 * @throws Error with the first difference
 */
export function agreeOnVersions(scratch: string, seed: number): string[] {
  return ORACLES.map((oracle) => agreeWith(oracle, scratch, seed));
}

function agreeWith({ name, ecosystem, form, ask, differs }: Oracle, scratch: string, seed: number): string {
  const draw = new Draw(seed);
  const pairs = Array.from({ length: PAIRS }, () => pairOf(FORMS[form], draw));
  const file = join(scratch, `pairs-${form}.txt`);
  writeFileSync(file, `${pairs.map((pair) => pair.join("\t")).join("\n")}\n`);
  const answers = ask(file, scratch)?.trim().split(/\s+/);
  if (answers === undefined)
    return `Order of versions in ${ecosystem}: ${name} is not installed, so nothing was compared.`;
  if (answers.length !== PAIRS) throw new Error(`${name} answered ${answers.length} of ${PAIRS} pairs`);
  const scheme = schemeOf(ecosystem);
  const refused = answers.filter((answer) => answer === "x").length;
  let explained = 0;
  const wrong = pairs.flatMap(([a, b], at) => {
    const ours = scheme?.compare(a, b);
    const isSame = answers[at] === "x" || Math.sign(ours ?? Number.NaN) === Number(answers[at]);
    if (!isSame && differs?.where.test(`${a}\t${b}`)) explained++;
    return isSame || differs?.where.test(`${a}\t${b}`)
      ? []
      : [`${name} says ${answers[at]} of ${a} and ${b}, we say ${ours}`];
  });
  if (wrong.length > 0) throw new Error(`${wrong.length} pairs: ${wrong.slice(0, 5).join("; ")}`);
  const odd = explained === 0 ? "" : `; ${explained} otherwise: ${differs?.why}`;
  const left = refused === 0 ? "" : `; ${refused} pairs are none that it takes`;
  return `Order of versions in ${ecosystem}: ${PAIRS - refused - explained} of ${PAIRS - refused} fresh pairs as ${name} orders them${odd}${left}.`;
}

type Form = (draw: Draw) => string;

/** Two versions, mostly near each other: one in three is the other with a change, where orders are decided. */
function pairOf(form: Form, draw: Draw): readonly [string, string] {
  const a = form(draw);
  if (draw.number(3) > 0) return [a, form(draw)];
  // Within its numbers: an epoch stays one, and a word that is cut in two is none that anybody writes.
  const from = a.indexOf(":") + 2;
  const at = Math.min(from + draw.number(a.length), from + (/\.?[^\d.]|$/.exec(a.slice(from))?.index ?? 0));
  const b = `${a.slice(0, at)}${draw.of(["0", "1", "9", ".1", ".0"])}${a.slice(draw.number(2) === 0 ? at : at + 1)}`;
  return [a, b];
}

const numbers = (draw: Draw, most: number) =>
  Array.from({ length: 1 + draw.number(most) }, () =>
    draw.of(["0", "1", "2", "9", "10", "11", "007", "20240101"]),
  ).join(".");
const maybe = (draw: Draw, text: () => string) => (draw.number(2) === 0 ? "" : text());
const plain = (draw: Draw) => Array.from({ length: 3 }, () => draw.of(["0", "1", "2", "9", "10", "99"])).join(".");

const FORMS: Readonly<Record<Oracle["form"], Form>> = {
  deb: (draw) =>
    `${maybe(draw, () => draw.of(["0:", "1:", "2:"]))}${numbers(draw, 4)}${maybe(draw, () => draw.of(["~rc1", "+dfsg", "a", "~", "+b1", ".z", "~~"]))}${maybe(draw, () => `-${draw.of(["0", "1", "1+deb12u1", "0ubuntu0.22.04.1", "1~bpo12+1", "10"])}`)}`,
  rpm: (draw) =>
    `${maybe(draw, () => draw.of(["0:", "1:", "2:"]))}${numbers(draw, 4)}${maybe(draw, () => draw.of(["~rc1", "^git1", "a", "_1", "~", "^", "b2"]))}-${draw.of(["1", "2", "10", "1.el9", "1.el9_2", "2.el9_4.1", "1.module+el8.10.0+5"])}`,
  pep440: (draw) =>
    `${maybe(draw, () => draw.of(["1!", "v", "0!"]))}${numbers(draw, 4)}${maybe(draw, () => draw.of(["a1", "b2", "rc1", ".rc1", "-alpha", "c3", "preview4"]))}${maybe(draw, () => draw.of([".post1", "-1", "rev2", ".post"]))}${maybe(draw, () => draw.of([".dev1", "dev", ".dev0"]))}${maybe(draw, () => draw.of(["+local", "+1.2", "+a.10", "+a-9"]))}`,
  maven: (draw) =>
    `${numbers(draw, 4)}${maybe(draw, () => draw.of(["-alpha", "-alpha-1", "a1", "-beta2", "-rc1", "-SNAPSHOT", ".Final", ".RELEASE", "-ga", "-sp", "-jre8", ".GA", "-1", ".0.0", "-x-2", "_3"]))}${maybe(draw, () => draw.of(["-1", ".1", "-SNAPSHOT", ""]))}`,
  gem: (draw) =>
    `${numbers(draw, 4)}${maybe(draw, () => draw.of([".pre", ".rc1", ".a", ".beta.2", "a", "-java", ".b10", ".pre.1"]))}`,
  composer: (draw) =>
    `${maybe(draw, () => "v")}${numbers(draw, 4).replaceAll("20240101", "33")}${maybe(draw, () => draw.of(["-alpha1", "-beta", "-RC2", "-patch1", "-p2", "-dev", "-a.1", "beta2"]))}`,
  semver: (draw) =>
    `${plain(draw)}${maybe(draw, () => `-${draw.of(["alpha", "alpha.1", "alpha.beta", "rc.1", "0", "1", "10", "a-b", "0.20240101000000-abcdef012345"])}`)}${maybe(draw, () => draw.of(["+build", "+incompatible", "+1"]))}`,
};
