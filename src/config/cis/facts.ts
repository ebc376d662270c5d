import type { JudgedFact } from "../../core/fact.ts";
import type { NodeVerdict } from "./benchmark/judge-check.ts";

/** A check of the user's benchmark, judged on this machine. */
export interface NodeCheck extends JudgedFact {
  readonly kind: "node-check";
  /** The benchmark's name, and the check's number in it. */
  readonly benchmark: string;
  readonly id: string;
  /** As the benchmark words it. */
  readonly text: string;
  /** Whether the benchmark counts it. */
  readonly isScored: boolean;
  readonly remedy: string;
  /** The file or program that is to be changed. */
  readonly about: string;
  readonly verdict: NodeVerdict;
}

/** A file of a node that hands it over to whoever may read or write it. */
export interface NodeFile extends JudgedFact {
  readonly kind: "node-file";
  readonly path: string;
  /** What it holds, as in "the kubelet's key". */
  readonly holds: string;
  /** To read it is enough, or only to write it. */
  readonly guards: "secret" | "settings";
  /** Permission bits. */
  readonly mode: number;
  readonly user: string;
  readonly group: string;
}

/** The socket of a container runtime, which is root on the machine for whoever may write to it. */
export interface NodeSocket extends JudgedFact {
  readonly kind: "node-socket";
  readonly path: string;
  readonly runtime: string;
  readonly mode: number;
}
