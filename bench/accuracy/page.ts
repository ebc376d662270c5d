import type { Corpus } from "./corpus.ts";
import { NONE, rates, type Score, spansOf, sum } from "./score.ts";
import { type Interval, middle, redrawn, type Summary, summarize } from "./summary.ts";

/** What one tool did on the corpus. */
export interface Judgement {
  readonly title: string;
  /** Seconds of its one run. */
  readonly cpu: number;
  readonly wall: number;
  /** By repository, in the corpus's order. */
  readonly scores: readonly Score[];
  /** The same without files that lie among tests and examples. */
  readonly outsideTests: readonly Score[];
}

/** Categories whose values name something and open nothing; Waybill means not to report them. */
export const IDENTIFIERS: ReadonlySet<string> = new Set([
  "UUID",
  "AWS S3 Bucket",
  "Firebase Domain",
  "Tencent WeChat API App ID",
]);

export function accuracyPage(judgements: readonly Judgement[], corpus: Corpus): string {
  const [shipped, ours, ...peers] = judgements;
  if (shipped === undefined || ours === undefined) return "";
  return `# Credentials: accuracy

Written by \`npm run bench -- accuracy\` on ${new Date().toISOString().slice(0, 10)}. Ground truth: the labels of CredData (Samsung, Apache-2.0) at ${corpus.labelsCommit.slice(0, 12)}, line by line, on the labelled files of ${corpus.repositories.length} of its ${corpus.wanted} development repositories, as they were committed: the values are those that stand there, and not the made-up ones of CredData's own download. ${lines(corpus)}

A development repository is one whose id does not end in c, d, e or f, without openssl; the others were never looked at. ${left(corpus)}

Every tool ran once over the same folder with its defaults, and asked nobody whether a value is live. A true stretch of lines is found when any reported line falls in it; what touches a true stretch is not judged apart. *Undecided* are reported lines that CredData marks X, *outside* those that it does not label: neither counts.

| | micro precision | recall | F1 | macro precision | recall | F1 | capped F1 | found | missed | wrong | undecided | outside | CPU s |
| --- | --: | --: | --: | --: | --: | --: | --: | --: | --: | --: | --: | --: | --: |
${judgements.map(row).join("\n")}

- Micro: every line counts the same. Macro: the mean over all ${categoriesOf(ours).length} categories that hold a true line, however few. Capped: no repository weighs more than fifty true lines.
- *Unseen repositories*: the same with a scorer that was trained without the repository that it judges (five turns). That is what to expect elsewhere; the first row has been trained on these very labels, and its rules were written with them in view.
- In brackets: the middle 95 % when the repositories are drawn anew a thousand times.
- CredSweeper is developed on this data set by the same people.

## Compared with each

Ours in unseen repositories.

| | macro F1: ours less theirs | ours / theirs | capped F1: ours less theirs |
| --- | --: | --: | --: |
${peers.map((peer) => compared(ours, peer)).join("\n")}

## Without identifiers

${[...IDENTIFIERS].join(", ")} count as true in CredData, and open nothing by themselves. Without these categories:

| | macro F1 | micro precision | recall | F1 |
| --- | --: | --: | --: | --: |
${judgements.map((judgement) => withoutIdentifiers(judgement)).join("\n")}

## Outside of tests and examples

CredData counts what stands in tests as true. The same figures for files whose path does not say test, spec, example, sample, demo, fixture or mock:

| | macro F1 | micro precision | recall | F1 | found | missed | wrong |
| --- | --: | --: | --: | --: | --: | --: | --: |
${judgements.map(outsideTestsRow).join("\n")}

## By category

F1, and in brackets found + wrong. A line of several categories counts in each.

| category | true | ${judgements.map(({ title }) => title).join(" | ")} |
| --- | --: | ${judgements.map(() => "--:").join(" | ")} |
${categoriesOf(ours)
  .map((category) => categoryRow(category, judgements))
  .join("\n")}
`;
}

function lines({ repositories }: Corpus): string {
  const spans = repositories.flatMap(spansOf);
  const of = (truth: string) => spans.filter((span) => span.truth === truth).length;
  return `${of("T")} true, ${of("F")} false and ${of("X")} undecided stretches.`;
}

function left({ wanted, repositories, withoutMirror, withoutCommit, missingFiles }: Corpus): string {
  const absent = withoutCommit.length === 0 ? "" : `, ${withoutCommit.join(", ")} not at the labelled commit`;
  return `${wanted - repositories.length} are left out: ${withoutMirror} were not brought${absent}. ${missingFiles} labelled files were not in what was brought.`;
}

function row({ title, scores, cpu }: Judgement): string {
  const { micro, macro, capped, all } = summarize(scores);
  const undecided = scores.reduce((total, score) => total + score.undecided, 0);
  const outside = scores.reduce((total, score) => total + score.outside, 0);
  const draws = redrawn(scores);
  const interval = (pick: (of: Summary) => number) => bracket(middle(draws.map(pick)));
  return `| ${title} | ${percent(micro.precision)} | ${percent(micro.recall)} | ${percent(micro.f1)} ${interval((of) => of.micro.f1)} | ${percent(macro.precision)} | ${percent(macro.recall)} | **${percent(macro.f1)}** ${interval((of) => of.macro.f1)} | ${percent(capped.f1)} ${interval((of) => of.capped.f1)} | ${all.found} | ${all.missed} | ${all.wrong} | ${undecided} | ${outside} | ${cpu.toFixed(1)} |`;
}

function compared(ours: Judgement, theirs: Judgement): string {
  const [a, b] = [summarize(ours.scores), summarize(theirs.scores)];
  const others = redrawn(theirs.scores);
  const pairs = redrawn(ours.scores).map((own, draw) => [own, others[draw] as Summary] as const);
  const difference = middle(pairs.map(([x, y]) => x.macro.f1 - y.macro.f1));
  const ratio = middle(pairs.map(([x, y]) => x.macro.f1 / y.macro.f1));
  const capped = middle(pairs.map(([x, y]) => x.capped.f1 - y.capped.f1));
  return `| ${theirs.title} | ${percent(a.macro.f1 - b.macro.f1)} ${bracket(difference)} | ${(a.macro.f1 / b.macro.f1).toFixed(2)} ${bracket(ratio, 2)} | ${percent(a.capped.f1 - b.capped.f1)} ${bracket(capped)} |`;
}

function outsideTestsRow({ title, outsideTests }: Judgement): string {
  const { macro, micro, all } = summarize(outsideTests);
  return `| ${title} | ${percent(macro.f1)} | ${percent(micro.precision)} | ${percent(micro.recall)} | ${percent(micro.f1)} | ${all.found} | ${all.missed} | ${all.wrong} |`;
}

function withoutIdentifiers({ title, scores }: Judgement): string {
  const kept = [...summarize(scores).byCategory].filter(([category]) => !IDENTIFIERS.has(category));
  const { macro } = summarize([{ all: NONE, byCategory: new Map(kept), undecided: 0, outside: 0 }]);
  const all = rates(kept.reduce((total, [, counts]) => sum(total, counts), NONE));
  return `| ${title} | ${percent(macro.f1)} | ${percent(all.precision)} | ${percent(all.recall)} | ${percent(all.f1)} |`;
}

function categoriesOf({ scores }: Judgement): string[] {
  return [...summarize(scores).byCategory]
    .filter(([, { found, missed }]) => found + missed > 0)
    .sort(([a, x], [b, y]) => y.found + y.missed - (x.found + x.missed) || (a < b ? -1 : 1))
    .map(([category]) => category);
}

function categoryRow(category: string, judgements: readonly Judgement[]): string {
  const counts = judgements.map(({ scores }) => summarize(scores).byCategory.get(category) ?? NONE);
  const [first = NONE] = counts;
  const cells = counts.map((one) => `${percent(rates(one).f1)} (${one.found} + ${one.wrong})`);
  return `| ${category} | ${first.found + first.missed} | ${cells.join(" | ")} |`;
}

function percent(part: number): string {
  return (part * 100).toFixed(1);
}

function bracket([low, high]: Interval, digits?: number): string {
  const of = (value: number) => (digits === undefined ? percent(value) : value.toFixed(digits));
  return `(${of(low)} to ${of(high)})`;
}
