import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Mirror } from "../mirror.ts";
import { explanationOf } from "./explained.ts";
import { hadolintLabels } from "./hadolint.ts";
import { kubeLinterLabels } from "./kube-linter.ts";
import { kyvernoLabels } from "./kyverno.ts";
import type { Label } from "./label.ts";
import { MAPPING, mappedOf } from "./mapping.ts";
import { type Answer, ourAnswer } from "./our-answers.ts";
import { trivyLabels } from "./trivy.ts";

const PEERS = [
  { peer: "kyverno", owner: "kyverno", name: "policies", read: kyvernoLabels },
  { peer: "trivy", owner: "aquasecurity", name: "trivy-checks", read: trivyLabels },
  { peer: "kube-linter", owner: "stackrox", name: "kube-linter", read: kubeLinterLabels },
  { peer: "hadolint", owner: "hadolint", name: "hadolint", read: hadolintLabels },
] as const;

interface Judged {
  readonly label: Label;
  readonly says: boolean;
  readonly answer: Answer;
}

/** Holds our rules against the labels of peers' own tests. False where one differs unexplained. @param mirrors see `Mirror` */
export function judgeLabels(mirrors: string): boolean {
  const read = PEERS.map(({ peer, owner, name, read: labelsIn }) => {
    const mirror = new Mirror(mirrors, owner, name);
    const labels = [...labelsIn(mirror, mappedOf(peer))];
    return { peer, title: `${owner}/${name} ${mirror.commit}`, judged: labels.map(judge) };
  });
  const all = read.flatMap(({ judged }) => judged);
  const differing = all.filter(({ label, says }) => label.fails !== says);
  const unexplained = differing.filter(({ label }) => explanationOf(label) === undefined);
  for (const { peer, judged } of read) process.stdout.write(`labels: ${peer}: ${told(judged)}\n`);
  for (const { label, says, answer } of unexplained) {
    process.stdout.write(
      `  ${label.rule}: ${label.where}: ${says ? "we alone" : "they alone"} ${[...answer.rules, ...answer.gaps].join(" ")}\n`,
    );
  }
  writeFileSync(join(import.meta.dirname, "..", "results", "labels.md"), page(read));
  return unexplained.length === 0;
}

function judge(label: Label): Judged {
  const answer = ourAnswer(label.input);
  const { rules = [], controls = [] } = MAPPING[label.rule] ?? {};
  const says = rules.some((rule) => answer.rules.has(rule)) || controls.some((one) => answer.controls.has(one));
  return { label, says, answer };
}

interface Counts {
  readonly tp: number;
  readonly fp: number;
  readonly fn: number;
  readonly tn: number;
}

function countsOf(judged: readonly Judged[]): Counts {
  const count = (fails: boolean, says: boolean) =>
    judged.filter((one) => one.label.fails === fails && one.says === says).length;
  return { tp: count(true, true), fp: count(false, true), fn: count(true, false), tn: count(false, false) };
}

const share = (part: number, rest: number) => (part + rest === 0 ? "—" : (part / (part + rest)).toFixed(3));

function told(judged: readonly Judged[]): string {
  const { tp, fp, fn, tn } = countsOf(judged);
  return `tp ${tp} fp ${fp} fn ${fn} tn ${tn}, precision ${share(tp, fp)}, recall ${share(tp, fn)}`;
}

function page(read: readonly { peer: string; title: string; judged: readonly Judged[] }[]): string {
  const row = (name: string, judged: readonly Judged[]) => {
    const { tp, fp, fn, tn } = countsOf(judged);
    return `| ${name} | ${judged.length} | ${tp} | ${fp} | ${fn} | ${tn} | ${share(tp, fp)} | ${share(tp, fn)} |`;
  };
  const sums = read.flatMap(({ peer, judged }) => {
    const meant = judged.filter(({ label, says }) => label.fails === says || explanationOf(label) === undefined);
    return [row(peer, judged), row(`${peer}, without what is explained below`, meant)];
  });
  const rules = read.flatMap(({ judged }) => [...Map.groupBy(judged, ({ label }) => label.rule)]);
  const mapped = rules.map(([name, judged]) => {
    const { rules: ours = [], controls = [] } = MAPPING[name] ?? {};
    return `${row(name, judged)} ${[...ours, ...controls].join(", ")} |`;
  });
  const differing = read.flatMap(({ judged }) => judged).filter(({ label, says }) => label.fails !== says);
  const byReason = Map.groupBy(differing, ({ label }) => explanationOf(label) ?? "**not explained**");
  const reasons = [...byReason].map(([reason, list]) => {
    const names = [...new Set(list.map(({ label }) => label.rule))].join(", ");
    return `| ${names} | ${list.length} | ${list.filter(({ says }) => says).length === list.length ? "we" : "they"} | ${reason} |`;
  });
  return `# Rules beside the labels of peers' own tests

Written by \`npm run bench -- labels --mirrors DIR\` on ${new Date().toISOString().slice(0, 10)}: ${read.map(({ title }) => title).join(", ")}. Their tests are read where they lie and nothing of them is kept here: what a test demands of a rule is the label, and what we say of the same input, alone, is the answer. Only rules that say the same as one of ours are compared. kube-linter's objects, whose containers have no image and which no API server would take, are given one.

| labels | count | true | false alarms | missed | rightly silent | precision | recall |
| --- | --: | --: | --: | --: | --: | --: | --: |
${sums.join("\n")}

## Where they differ

| rules | labels | who alone finds | why |
| --- | --: | --- | --- |
${reasons.join("\n")}

## By rule

| rule | count | true | false alarms | missed | rightly silent | precision | recall | ours |
| --- | --: | --: | --: | --: | --: | --: | --: | --- |
${mapped.join("\n")}
`;
}
