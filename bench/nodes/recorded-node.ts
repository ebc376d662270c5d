import type { NodePlan } from "./node-plans.ts";

/** What the node holds as an audit sees it, for tests on machines that have no node. */
export function snapshot(plan: NodePlan): RecordedNode {
  const files = Object.entries(plan.files).map(
    ([path, { mode, owner = "root", isFolder = false, text = "" }]): RecordedFile => {
      // Credentials are only looked at from outside.
      return { path, mode, owner, isFolder, text: path.endsWith(".conf") ? "" : text };
    },
  );
  const programs = plan.programs.map(({ program, words, environment = {} }) => ({
    words: [`/usr/local/bin/${program}`, ...words],
    environment: Object.entries(environment).map(([name, value]) => `${name}=${value}`),
  }));
  return { name: plan.name, files, programs };
}

interface RecordedFile {
  readonly path: string;
  readonly mode: number;
  readonly owner: string;
  readonly isFolder: boolean;
  readonly text: string;
}

interface RecordedNode {
  readonly name: string;
  readonly files: readonly RecordedFile[];
  readonly programs: readonly { readonly words: readonly string[]; readonly environment: readonly string[] }[];
}

/** What kube-bench said of the bench's nodes, by our own benchmark, for tests on machines that have none of them. */
export interface RecordedVerdicts {
  readonly kubeBench: string;
  readonly kubernetes: string;
  readonly nodes: readonly (RecordedNode & {
    /** By the numbers of the checks. */
    readonly verdicts: Readonly<Record<string, string>>;
    /** Checks on which we differ, and why. */
    readonly differing: Readonly<Record<string, string>>;
  })[];
}
