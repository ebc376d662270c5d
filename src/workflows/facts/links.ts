import type { Fact, JudgedFact } from "../../core/fact.ts";
import type { Trigger } from "./trigger.ts";

/** `anyone` can set it by opening an issue or a pull request, `contributor` with a push, `caller` by an input. */
export interface PastedExpression {
  readonly text: string;
  readonly setBy: "anyone" | "contributor" | "caller";
  /** The places it came through on its way here. */
  readonly through?: readonly string[];
}

/** A value that is set elsewhere in the tree, such as an output of a step or an input of an action. */
export interface Reference {
  /** As written in the expression. */
  readonly text: string;
  /** Where its value flows from; see `Flow`. */
  readonly node: string;
}

/** A value that is set from others. Nodes are named `path#job/steps.x.outputs.y`, `path/inputs.y` and the like. */
export interface Flow extends Fact {
  readonly kind: "flow";
  readonly to: string;
  readonly sources: readonly PastedExpression[];
  readonly from: readonly Reference[];
  readonly trigger: Trigger;
}

/** A file of the tree that runs in the place of a step or a job: its outputs are theirs. */
export interface Call extends Fact {
  readonly kind: "call";
  /** The node of the step or job. */
  readonly from: string;
  readonly file: string;
  readonly callee: string;
  readonly trigger: Trigger;
}

/** A workflow file: what starts it, and which workflows' ends do. */
export interface Pipeline extends Fact {
  readonly kind: "pipeline";
  readonly path: string;
  readonly name: string;
  readonly trigger: Trigger;
  /** The names of the workflows after which it runs. */
  readonly after: readonly string[];
}

/** A result of another tool that none of our own findings shares. */
export interface WitnessedByPeer extends JudgedFact {
  readonly kind: "witnessed-by-peer";
  readonly tool: string;
  readonly rule: string;
  readonly level: "error" | "warning" | "note" | "none";
  readonly message: string;
  /** The tool's own, from 0 to 10; 0 where it gives none. */
  readonly score: number;
}

/** A file of the tree that a pipeline takes in as a part of itself. */
export interface IncludedFile extends Fact {
  readonly kind: "included-file";
  /** As a path from the root, perhaps with `*` and `**`. */
  readonly pattern: string;
}

/** What a file would tell if a pipeline took it in; it counts only then. */
export interface PipelinePart extends Fact {
  readonly kind: "pipeline-part";
  readonly path: string;
  readonly facts: readonly Fact[];
}
