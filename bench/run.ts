import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { buildBundle } from "../scripts/build.ts";
import { judgeAccuracy } from "./accuracy/accuracy.ts";
import { trainScorer } from "./accuracy/train.ts";
import { advisories } from "./advisories.ts";
import type { Bench, Command, PeerName, Workbench } from "./bench.ts";
import { check } from "./check.ts";
import { compareWithCluster } from "./cluster/cluster.ts";
import { config } from "./config.ts";
import { history } from "./history.ts";
import { measureFullHub, measureHub } from "./hub.ts";
import { inventory } from "./inventory.ts";
import { judgePolicies } from "./labels/cel.ts";
import { judgeLabels } from "./labels/labels.ts";
import { measureInTurn } from "./measure.ts";
import { compareNodes } from "./nodes/nodes.ts";
import { installPeer } from "./peers.ts";
import { compareRenderings } from "./rendering/rendering.ts";
import { type Outcome, resultsPage } from "./results.ts";
import { secrets } from "./secrets.ts";
import { start } from "./start.ts";
import { compareWithManagers } from "./truth/truth.ts";
import { workflows } from "./workflows.ts";

const BENCHES: Readonly<Record<string, Bench>> = {
  check,
  start,
  inventory,
  advisories,
  secrets,
  history,
  workflows,
  config,
};

const HELP = `npm run bench -- [ROOM…] [--against PEER] [--corpus DIR] [--runs N] [--smoke]
npm run bench -- hub [--smoke | --full]
npm run bench -- cluster [--smoke]
npm run bench -- nodes [--smoke]
npm run bench -- labels --mirrors DIR
npm run bench -- policies --mirrors DIR
npm run bench -- rendering --mirrors DIR
npm run bench -- truth [WORD…] [--against syft]
npm run bench -- accuracy --mirrors DIR [--against PEER]
npm run bench -- train --mirrors DIR

Compares Waybill with its peers and writes bench/results/ROOM.md. Rooms: ${Object.keys(BENCHES).join(", ")} (default: all).
  --against PEER  only this peer
  --corpus DIR    look at this repository in place of the made-up one
  --runs N        counted runs of each command (default 5)
  --smoke         ours alone, once, on tiny corpora; nothing is installed or written
  accuracy        credentials found, by CredData's labels; --mirrors: bare git repositories, owner+name/repo
  train           the scorer of passwords and keys anew, on CredData's development repositories
  cluster         Pod Security and access verdicts beside a real API server's, which is built first (Go, apt)
  labels          rules beside what the tests of Kyverno's policies, trivy-checks, kube-linter and hadolint demand
  policies        policies in CEL beside what Kyverno's own tests demand of them
  rendering       charts and kustomizations beside what Helm and kubectl make of them
  nodes           checks of machines beside kube-bench's, on nodes of real programs (root, Go, apt)
  hub             the hub over HTTP: start, intake, pages, decisions, kills; --full: pages and disk at 100,000 images
  truth           the bill beside the package managers' own lists; WORD: only these

Peers and corpora are kept in $XDG_CACHE_HOME/waybill-bench; history looks at the repositories that lie in histories there. Needs GNU time; the image needs mmdebstrap.
`;

interface Wishes {
  readonly rooms: readonly string[];
  readonly runs: number;
  readonly smoke: boolean;
  readonly full: boolean;
  readonly against?: string;
  readonly corpus?: string;
  readonly mirrors?: string;
}

async function main(): Promise<void> {
  const wishes = readWishes();
  const cache = join(process.env["XDG_CACHE_HOME"] || join(homedir(), ".cache"), "waybill-bench");
  const scratch = join(cache, "scratch");
  rmSync(scratch, { recursive: true, force: true });
  mkdirSync(scratch, { recursive: true });
  const bundle = join(cache, "bundle");
  await buildBundle(bundle);
  const [first, ...words] = wishes.rooms;
  if (first === "truth") {
    const syft = wishes.against === "syft" ? installPeer("syft", cache).program : undefined;
    process.exitCode = compareWithManagers(words, join(cache, "truth"), join(bundle, "main.js"), syft) ? 0 : 1;
    return;
  }
  if (first === "accuracy" || first === "train") {
    if (wishes.mirrors === undefined) throw new Error(`${first} needs --mirrors DIR.\n\n${HELP}`);
    if (first === "train") trainScorer(wishes.mirrors, cache);
    else await judgeAccuracy(wishes.mirrors, cache, join(bundle, "main.js"), wishes.against);
    return;
  }
  if (first === "cluster") {
    process.exitCode = (await compareWithCluster(cache, wishes.smoke)) ? 0 : 1;
    return;
  }
  if (first === "labels") {
    if (wishes.mirrors === undefined) throw new Error(`labels needs --mirrors DIR.\n\n${HELP}`);
    process.exitCode = judgeLabels(wishes.mirrors) ? 0 : 1;
    return;
  }
  if (first === "policies") {
    if (wishes.mirrors === undefined) throw new Error(`policies needs --mirrors DIR.\n\n${HELP}`);
    process.exitCode = judgePolicies(wishes.mirrors) ? 0 : 1;
    return;
  }
  if (first === "rendering") {
    if (wishes.mirrors === undefined) throw new Error(`rendering needs --mirrors DIR.\n\n${HELP}`);
    compareRenderings(wishes.mirrors, cache, scratch);
    return;
  }
  if (first === "nodes") {
    process.exitCode = compareNodes(cache, scratch, wishes.smoke) ? 0 : 1;
    return;
  }
  if (first === "hub") {
    await (wishes.full ? measureFullHub(cache) : measureHub(scratch, wishes.smoke));
    return;
  }
  for (const room of wishes.rooms) {
    const bench = BENCHES[room];
    if (bench === undefined) throw new Error(`There is no bench called ${room}.\n\n${HELP}`);
    await runBench(room, bench, workbenchFor(wishes, cache, scratch, join(bundle, "main.js")), wishes);
  }
}

function readWishes(): Wishes {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      against: { type: "string" },
      corpus: { type: "string" },
      mirrors: { type: "string" },
      runs: { type: "string", default: "5" },
      smoke: { type: "boolean", default: false },
      full: { type: "boolean", default: false },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    process.exit(0);
  }
  return {
    rooms: positionals.length > 0 ? positionals : Object.keys(BENCHES),
    runs: values.smoke ? 1 : Math.max(1, Number(values.runs) || 5),
    smoke: values.smoke,
    full: values.full,
    ...(values.against !== undefined && { against: values.against }),
    ...(values.mirrors !== undefined && { mirrors: resolve(values.mirrors) }),
    ...(values.corpus !== undefined && { corpus: resolve(values.corpus) }),
  };
}

function workbenchFor({ smoke, against, corpus }: Wishes, cache: string, scratch: string, bundle: string): Workbench {
  return {
    cache,
    scratch,
    smoke,
    ...(corpus !== undefined && { corpus }),
    ...(against !== undefined && { against }),
    ours: (words, more = {}): Command => ({
      name: "waybill",
      program: process.execPath,
      words: [bundle, ...words],
      exits: [0, 1, 3],
      environment: { XDG_CACHE_HOME: join(scratch, "cold") },
      fresh: join(scratch, "cold"),
      ...more,
    }),
    peer: (name: PeerName, words, more = {}) => {
      if (smoke || (against !== undefined && against !== name)) return undefined;
      const { program, title } = installPeer(name, cache);
      return { name: title, program, words, ...more };
    },
  };
}

async function runBench(room: string, bench: Bench, workbench: Workbench, { runs, smoke }: Wishes): Promise<void> {
  const outcomes: Outcome[] = [];
  for (const one of await bench.cases(workbench)) {
    const series = await measureInTurn([one.ours, ...one.peers], runs, { warmUp: !smoke });
    outcomes.push({ case: one, series, checked: (await one.check?.()) ?? [] });
    for (const { command, median, found } of series.measured) {
      const figures = `${median.wall.toFixed(2)} s wall, ${median.cpu.toFixed(2)} s CPU, ${median.mib.toFixed(0)} MiB`;
      process.stdout.write(`${room}: ${one.title}: ${command.name}: ${figures} ${found}\n`);
    }
  }
  if (smoke || outcomes.length === 0) return;
  const page = resultsPage(bench.title, outcomes, runs, [
    [workbench.ours([]).words[0] ?? "", "dist/main.js"],
    [process.execPath, "node"],
    ...(workbench.corpus === undefined ? [] : [[workbench.corpus, "CORPUS"] as const]),
    [workbench.scratch, "SCRATCH"],
    [workbench.cache, "CACHE"],
  ]);
  writeFileSync(join(import.meta.dirname, "results", `${room}.md`), `${page}\n`);
}

await main();
