import { isAbsolute, resolve } from "node:path";
import * as z from "zod";
import { commitOnBranch } from "../../connect/git/index.ts";
import { DryRuns } from "../../connect/kubernetes/dry-run.ts";
import { readClusterAccess } from "../../connect/kubernetes/kubeconfig.ts";
import { createNetwork } from "../../connect/network.ts";
import { nearest, WaybillError } from "../../core/errors.ts";
import type { Finding } from "../../core/finding.ts";
import {
  type Applied,
  applyAndProve,
  createResolvers,
  Draft,
  type Outcome,
  type PlannedFix,
  planFixes,
  type Tree,
  type TryObject,
} from "../../remediation/index.ts";
import { ANALYZERS, RULES } from "../../scan/every-room.ts";
import type { RunCommand } from "../command.ts";
import { type Looked, look } from "../look.ts";
import { maskOf, ROOMS_OF_FILES, sightOf, treeOf, uninterrupted } from "../mending.ts";
import { type Options, readOptions } from "../options.ts";
import { type FixReport, printFixes } from "../print/fixes.ts";
import { writeOut } from "../write-out.ts";

const Wishes = z.object({
  apply: z.boolean().default(false),
  branch: z.string().optional(),
  suggestions: z.boolean().default(false),
  /** A context of the kubeconfig; true for its current one. */
  cluster: z.union([z.string(), z.literal(true)]).optional(),
  forge: z.string().default("https://github.com"),
  registry: z.array(z.string()).default([]),
});
type Wishes = z.infer<typeof Wishes>;

/** Shows what would mend the target's findings; with `--apply` or `--branch` does it, and proves each edit or takes it back. */
export const fix: RunCommand = async ([target = "."], raw) => {
  const options = readOptions(raw);
  const wishes = Wishes.parse(raw);
  demandKnown([...options.only, ...options.skip]);
  const lookAtTree = () => look({ target, options, selection: { only: ROOMS_OF_FILES, skip: [] }, history: false });

  const looked = await lookAtTree();
  const tree = treeOf(looked);
  const { planned, unplanned } = await planFixes({
    findings: looked.report.findings.filter((finding) => isWanted(finding, options)),
    tree,
    resolvers: createResolvers({
      network: createNetwork({ offline: options.offline, hosts: [] }),
      forge: isAbsolute(wishes.forge) || wishes.forge.includes("://") ? wishes.forge : resolve(wishes.forge),
      registries: [
        ...wishes.registry,
        ...looked.configuration.standard.registries.map((name) => name.split("/")[0] ?? ""),
      ],
      insecureRegistry: options.insecureRegistry,
    }),
  });
  const chosen = planned.filter(({ plan }) => plan.kind === "edit" || wishes.suggestions);
  const left = planned.length - chosen.length;
  const mask = maskOf(looked, tree);
  const isWriting = wishes.apply || wishes.branch !== undefined;
  const done = isWriting ? await carryOut(chosen, looked, tree, lookAtTree, wishes, options) : onPaper(chosen, tree);
  const report: FixReport = { ...done, unplanned, suggestionsLeft: left, written: isWriting };
  await writeOut(printFixes(report, options, mask), options);
  if (!options.quiet) process.stderr.write(adviceFor(report, wishes));
  return statusOf(report, looked);
};

function demandKnown(words: readonly string[]): void {
  const known = new Set<string>([
    ...ROOMS_OF_FILES,
    ...ANALYZERS.flatMap(({ room, id }) => [room, id]),
    ...RULES.map(({ id }) => id),
  ]);
  for (const word of words) {
    if (known.has(word)) continue;
    const near = nearest(word, [...known]);
    throw new WaybillError(
      "call/unknown-room-or-rule",
      `There is no room or rule called "${word}".`,
      near === undefined ? "`waybill explain` lists the rooms and their rules." : `Did you mean ${near}?`,
    );
  }
}

function isWanted({ rule, room }: Finding, { only, skip }: Options): boolean {
  const names = [rule, room, ...ANALYZERS.filter((one) => one.rules.some(({ id }) => id === rule)).map(({ id }) => id)];
  return (only.length === 0 || names.some((name) => only.includes(name))) && !names.some((name) => skip.includes(name));
}

type Done = Pick<FixReport, "outcomes" | "files" | "branch">;

/** Checks what can be checked without writing. */
function onPaper(planned: readonly PlannedFix[], tree: Tree): Done {
  const draft = new Draft((path) => tree.read(path));
  const outcomes = planned.map((one): Outcome | { plan: PlannedFix["plan"]; state: "planned" } => {
    const proofs = draft.take(one);
    const plan = { ...one.plan, proofs };
    return { plan, state: proofs.every(({ result }) => result === "held") ? "planned" : "refused" };
  });
  return { outcomes, files: draft.files() };
}

async function carryOut(
  planned: readonly PlannedFix[],
  looked: Looked,
  tree: Tree,
  lookAtTree: () => Promise<Looked>,
  { branch, apply, cluster }: Wishes,
  { offline }: Options,
): Promise<Done> {
  if (branch !== undefined && looked.opened.target.kind !== "git") {
    throw new WaybillError(
      "fix/no-repository",
      "There is no git repository to make a branch in.",
      "Use --apply to change the files themselves.",
    );
  }
  return await uninterrupted(async () => {
    const lookAgain = async () => sightOf(await lookAtTree());
    const trial = cluster === undefined ? {} : { tryObject: trialAt(cluster === true ? "" : cluster, offline) };
    const applied = await applyAndProve({ tree, planned, before: sightOf(looked), lookAgain, ...trial });
    if (branch === undefined || applied.files.length === 0) return applied;
    const commit = await commitThenUndo(tree, applied, branch, apply);
    return { ...applied, branch: { name: branch, commit } };
  });
}

function trialAt(context: string, offline: boolean): TryObject {
  const runs = new DryRuns(readClusterAccess(context), createNetwork({ offline, hosts: [] }));
  return (object) => runs.try(object);
}

/** With `--apply` as well, the tree keeps the changes; else it ends as it was, and the branch holds them. */
async function commitThenUndo(tree: Tree, applied: Applied, branch: string, keep: boolean): Promise<string> {
  try {
    const commit = await commitOnBranch(
      { root: tree.root, isBare: false },
      { branch, message: messageFor(applied), files: applied.files },
    );
    if (!keep) applied.undo();
    return commit;
  } catch (fault) {
    applied.undo();
    throw fault;
  }
}

function messageFor({ outcomes }: Applied): string {
  const made = outcomes.filter(({ state }) => state === "applied");
  const lines = made.map(
    ({ plan }) => `- ${plan.summary}\n  ${[...new Set(plan.edits.map(({ path }) => path))].join(", ")}`,
  );
  const subject = made.length === 1 ? (made[0]?.plan.summary ?? "") : `Mend ${made.length} findings`;
  const checks = [...new Set(made.flatMap(({ plan }) => plan.proofs.map(({ check }) => check)))];
  return `${subject}\n\n${lines.join("\n")}\n\nProven: ${checks.join(", ")}.\n`;
}

function adviceFor({ outcomes, written, suggestionsLeft, branch }: FixReport, { apply }: Wishes): string {
  const open = outcomes.filter(({ state }) => state === "planned").length;
  const lines: string[] = [];
  if (!written && open > 0)
    lines.push("`--apply` makes these changes and proves each, `--branch NAME` commits them on a new branch.");
  if (suggestionsLeft > 0)
    lines.push(`${suggestionsLeft} more can break something and wait for your word: \`--suggestions\`.`);
  if (branch !== undefined)
    lines.push(
      `Branch ${branch.name} holds the changes (${branch.commit.slice(0, 12)})${apply ? "" : "; the files here are as they were"}.`,
    );
  return lines.map((line) => `waybill: ${line}\n`).join("");
}

function statusOf({ outcomes, unplanned }: FixReport, { report }: Looked): number {
  const remains = unplanned.length > 0 || outcomes.some(({ state }) => state !== "applied");
  if (remains) return 1;
  return report.summary.complete ? 0 : 3;
}
