import { compareText } from "../core/order.ts";
import { subject } from "../core/subject.ts";
import type { UsedStep, VersionComment, WorkflowFact } from "./facts.ts";

interface Pin {
  readonly action: string;
  readonly commit: string;
  readonly version: string;
  readonly step: UsedStep;
}

/**
 * Pinned actions whose comments contradict each other within one tree: a full version beside two commits, or a commit
 * beside two full versions. That can be seen without asking the forge.
 */
export function versionComments(facts: readonly WorkflowFact[]): VersionComment[] {
  const pins = facts.flatMap((fact) => (fact.kind === "used-step" ? (pinOf(fact) ?? []) : []));
  const byVersion = [...Map.groupBy(pins, ({ action, version }) => `${action} ${version}`).values()];
  const byCommit = [...Map.groupBy(pins, ({ action, commit }) => `${action} ${commit}`).values()];
  return [...byVersion, ...byCommit].flatMap(contradiction);
}

function pinOf(step: UsedStep): Pin | undefined {
  const [, repository, commit] = /^([\w.-]+\/[\w.-]+)[^@]*@([0-9a-f]{40})$/.exec(step.uses) ?? [];
  const version = /^v?(\d+\.\d+\.\d+[\w.-]*)$/.exec(step.comment ?? "")?.[1];
  if (repository === undefined || commit === undefined || version === undefined) return undefined;
  return { action: repository.toLowerCase(), commit, version: `v${version}`, step };
}

function contradiction(pins: readonly Pin[]): VersionComment[] {
  const commits = [...new Set(pins.map(({ commit }) => commit))].sort(compareText);
  const versions = [...new Set(pins.map(({ version }) => version))].sort(compareText);
  if (commits.length < 2 && versions.length < 2) return [];
  return pins.map(({ action, step }) => ({
    kind: "version-comment",
    at: step.at,
    subject: subject("file", action),
    commits,
    versions,
    action,
  }));
}
