import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { buildBundle } from "../../scripts/build.ts";
import { run } from "../measure.ts";
import { installPeer } from "../peers.ts";
import { type Corpus, layOut, type Repository } from "./corpus.ts";
import { accuracyPage, type Judgement } from "./page.ts";
import { score } from "./score.ts";
import { betterleaks } from "./tools/betterleaks.ts";
import { credSweeper } from "./tools/cred-sweeper.ts";
import { detectSecrets } from "./tools/detect-secrets.ts";
import { gitleaks } from "./tools/gitleaks.ts";
import { kingfisher } from "./tools/kingfisher.ts";
import type { Tool } from "./tools/tool.ts";
import { waybill } from "./tools/waybill.ts";
import { foldsOf } from "./train.ts";
import { trainingSet } from "./training-set.ts";

const PEERS = { gitleaks, betterleaks, kingfisher, "detect-secrets": detectSecrets, credsweeper: credSweeper };

/**
 * Judges what the tools find by CredData's labels and writes `results/secrets-accuracy.md`. What a peer reported is kept
 * in the cache and asked for again only when its command or the corpus is another one.
 *
 * @param mirrors see `layOut`
 * @param bundle the published program
 * @param against only this peer
 */
export async function judgeAccuracy(mirrors: string, cache: string, bundle: string, against?: string): Promise<void> {
  const folder = join(cache, "accuracy");
  mkdirSync(folder, { recursive: true });
  const corpus = layOut(mirrors, folder);
  const output = join(folder, "report.json");
  const peers = Object.entries(PEERS)
    .filter(([name]) => against === undefined || against === name)
    .map(([name, toolOf]) => {
      const { program, title } = installPeer(name as keyof typeof PEERS, cache);
      return toolOf(program, title, corpus.folder, output);
    });
  const judgements: Judgement[] = [
    await judge(waybill(bundle, corpus.folder, output), corpus, output, undefined),
    await judgeUnseen(corpus, folder, output),
  ];
  for (const peer of peers) judgements.push(await judge(peer, corpus, output, folder));
  const page = accuracyPage(judgements, corpus);
  if (against === undefined) writeFileSync(join(import.meta.dirname, "..", "results", "secrets-accuracy.md"), page);
  else process.stdout.write(page);
}

/** Ours as it judges repositories that its scorer was not trained on: in five turns, each with a model of its own. */
async function judgeUnseen(corpus: Corpus, folder: string, output: string): Promise<Judgement> {
  const turns: (Judgement & { readonly unseen: ReadonlySet<string> })[] = [];
  for (const { model, unseen } of foldsOf(trainingSet(corpus))) {
    const bundle = join(folder, "unseen");
    await buildBundle(bundle, new Map([["src/secrets/evidence/scorer.json", JSON.stringify(model)]]));
    turns.push({
      unseen,
      ...(await judge(waybill(join(bundle, "main.js"), corpus.folder, output), corpus, output, undefined)),
    });
  }
  const [first] = turns;
  if (first === undefined) throw new Error("There is nothing to train on.");
  const own = (pick: (turn: Judgement) => Judgement["scores"]) =>
    corpus.repositories.map(({ id }, index) => {
      const turn = turns.find(({ unseen }) => unseen.has(id)) ?? first;
      return pick(turn)[index] as Judgement["scores"][number];
    });
  const { cpu, wall } = first;
  return {
    cpu,
    wall,
    title: `${first.title}, unseen repositories`,
    scores: own(({ scores }) => scores),
    outsideTests: own(({ outsideTests }) => outsideTests),
  };
}

/** @param kept folder for reports that need not be made again */
async function judge(tool: Tool, corpus: Corpus, output: string, kept: string | undefined): Promise<Judgement> {
  const known = kept === undefined ? undefined : join(kept, `${keyOf(tool, corpus)}.json`);
  if (known === undefined || !existsSync(known)) {
    rmSync(output, { force: true });
    const { cpu, wall } = await run({ name: tool.title, ...tool.command });
    writeFileSync(`${output}.figures`, JSON.stringify({ cpu, wall }));
    if (known !== undefined) {
      renameSync(output, known);
      renameSync(`${output}.figures`, `${known}.figures`);
    }
  }
  const report = known ?? output;
  const figures = JSON.parse(readFileSync(`${report}.figures`, "utf8")) as { cpu: number; wall: number };
  const hits = tool.hits(readFileSync(report, "utf8"));
  requirePlaces(tool, hits, corpus);
  const byRepository = Map.groupBy(hits, ({ path }) => path.slice(0, path.indexOf("/")));
  const scoreAll = (of: (repository: Repository) => Repository) =>
    corpus.repositories.map((repository) => score(of(repository), byRepository.get(repository.id) ?? []));
  return {
    title: tool.title,
    ...figures,
    scores: scoreAll((repository) => repository),
    outsideTests: scoreAll(withoutTests),
  };
}

function keyOf({ title, command }: Tool, { folder, repositories }: Corpus): string {
  const what = JSON.stringify([command.words, folder, repositories.map(({ id }) => id)]);
  return `${title.replaceAll(/[^\w.-]/g, "-")}-${createHash("sha256").update(what).digest("hex").slice(0, 12)}`;
}

const TESTS = /test|spec|example|sample|demo|fixture|mock/i;

function withoutTests(repository: Repository): Repository {
  const labels = repository.labels.filter(({ file }) => !TESTS.test(repository.paths.get(file) ?? ""));
  return { ...repository, labels };
}

/**
 * A report that is misread would make a tool look worse than it is.
 * @throws when the tool names files that are not there, or its values mostly stand elsewhere than it says
 */
function requirePlaces(tool: Tool, hits: ReturnType<Tool["hits"]>, { folder }: Corpus): void {
  const files = new Map<string, readonly string[]>();
  let checked = 0;
  let right = 0;
  for (const { path, first, last, value } of hits) {
    const lines = files.get(path) ?? readFileSync(join(folder, path), "utf8").split("\n");
    files.set(path, lines);
    const start = (value ?? "").split(/\\?[\r\n]/)[0] ?? "";
    if (start.length < 4) continue;
    checked++;
    if (lines.slice(first - 1, last).some((line) => line.includes(start))) right++;
  }
  if (hits.length === 0 || right < checked * 0.9) {
    throw new Error(
      `${tool.title}: ${hits.length} places read from its report, ${right} of ${checked} values stand there.`,
    );
  }
}
